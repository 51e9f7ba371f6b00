import type { Definitions } from '../definitions/definitions.ts'
import { isPatchable } from '../patch/patchable.ts'
import type { Place } from '../route.ts'
import { isCalledByPostAlone } from './operation.ts'

const reading = ['GET', 'HEAD'] as const
const writing = ['PUT', 'PATCH', 'DELETE'] as const

/** The methods that have a meaning at this place, for the `Allow` header of a 405 (RFC 9110 §15.5.6); who may use them is not said. */
export function allowedMethods(place: Place, definitions: Definitions): readonly string[] {
  switch (place.at) {
    case 'metadata':
    case 'history':
    case 'version':
      return reading
    case 'search':
      return ['POST']
    case 'base':
    case 'type-search':
      return [...reading, 'POST']
    case 'compartment':
      return place.post ? [...reading, 'POST'] : reading
    case 'operation':
      return isCalledByPostAlone(place, definitions) ? ['POST'] : [...reading, 'POST']
    case 'type':
      return [...reading, 'POST', ...writingOf(place.type)]
    case 'instance':
      return [...reading, ...writingOf(place.type)]
  }
}

function writingOf(type: string): readonly string[] {
  return writing.filter((method) => method !== 'PATCH' || isPatchable(type))
}
