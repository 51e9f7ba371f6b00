import type { CompartmentType } from '../definitions/definitions.ts'
import type { Controls, SingleInteraction } from '../interaction.ts'
import { commonOf, type Language, type Message, whenRead } from '../message.ts'
import { type Refusal, refuse } from '../refusal.ts'
import {
  type ControlName,
  capabilitiesControls,
  historyControls,
  readControls,
  readOnlyControls,
} from '../search/controls.ts'
import { readSearch } from '../search/read.ts'
import { interpretOperation } from './operation.ts'
import { interpretCreate, interpretDelete, interpretPatch, interpretUpdate } from './write.ts'

/**
 * Gives a message its meaning by the table of http.html#summary: the place says what, the method says how.
 * Used alike for HTTP requests and for the entries of a Bundle.
 */
export function interpretMessage(message: Message, language: Language): SingleInteraction | Refusal {
  const { place, method } = message
  if (message.ifNoneExist !== undefined && !(place.at === 'type' && method === 'POST')) {
    return refuse('HEADER_NOT_SUPPORTED', 'If-None-Exist belongs to a create')
  }
  switch (place.at) {
    case 'metadata':
      return onlyGet(message) ?? capabilities(message)
    case 'base':
      return onlyGet(message) ?? search(message, language, 'system')
    case 'search':
      return method === 'POST' ? search(message, language, 'system') : notAllowed()
    case 'type-search':
      return method === 'POST' || method === 'GET' ? search(message, language, 'type', place.type) : notAllowed()
    case 'compartment': {
      if (method !== 'GET' && !(method === 'POST' && place.post)) return notAllowed()
      return search(message, language, 'compartment', place.type, place.compartment)
    }
    case 'history':
      return onlyGet(message) ?? history(message, place)
    case 'version':
      return onlyGet(message) ?? vread(message, place)
    case 'operation':
      return interpretOperation(message, place, language)
    case 'instance':
      return onInstance(message, place, language)
    case 'type':
      return onType(message, place.type, language)
  }
}

function onType(message: Message, type: string, language: Language): SingleInteraction | Refusal {
  switch (message.method) {
    case 'GET':
      return search(message, language, 'type', type)
    case 'POST':
      return interpretCreate(message, type, language)
    case 'PUT':
      return interpretUpdate(message, type, undefined, language)
    case 'PATCH':
      return interpretPatch(message, type, undefined, language)
    case 'DELETE':
      return interpretDelete(message, type, undefined, language)
  }
}

function onInstance(
  message: Message,
  { type, id }: { type: string; id: string },
  language: Language,
): SingleInteraction | Refusal {
  switch (message.method) {
    case 'GET':
      return controlled(message, readControls, (controls) => ({
        kind: 'read',
        type,
        id,
        controls,
        ...commonOf(message),
      }))
    case 'PUT':
      return interpretUpdate(message, type, id, language)
    case 'PATCH':
      return interpretPatch(message, type, id, language)
    case 'DELETE':
      return interpretDelete(message, type, id, language)
    default:
      return notAllowed()
  }
}

function capabilities(message: Message): SingleInteraction | Refusal {
  return controlled(message, capabilitiesControls, (controls) => ({
    kind: 'capabilities',
    controls,
    ...commonOf(message),
  }))
}

function vread(
  message: Message,
  { type, id, versionId }: { type: string; id: string; versionId: string },
): SingleInteraction | Refusal {
  return controlled(message, readControls, (controls) => ({
    kind: 'vread',
    type,
    id,
    versionId,
    controls,
    ...commonOf(message),
  }))
}

function history(message: Message, { type, id }: { type?: string; id?: string }): SingleInteraction | Refusal {
  const level = id !== undefined ? 'instance' : type !== undefined ? 'type' : 'system'
  return controlled(message, historyControls, (controls) => ({
    kind: 'history',
    level,
    ...(type !== undefined && { type }),
    ...(id !== undefined && { id }),
    controls,
    ...commonOf(message),
  }))
}

function search(
  message: Message,
  language: Language,
  level: 'system' | 'type' | 'compartment',
  type?: string,
  compartment?: { type: CompartmentType; id: string },
): SingleInteraction | Refusal {
  if (message.method === 'POST' && message.body !== undefined && message.body.form !== 'form') {
    return refuse('MEDIA_TYPE', 'a search is sent as application/x-www-form-urlencoded')
  }
  return whenRead(readSearch(message.pairs, type, language.definitions, language.limits), (query) => ({
    kind: 'search',
    level,
    method: message.method === 'POST' ? 'POST' : 'GET',
    ...(type !== undefined && { type }),
    ...(compartment && { compartment }),
    query,
    ...commonOf(message),
  }))
}

function controlled(
  message: Message,
  allowed: readonly ControlName[],
  build: (controls: Controls) => SingleInteraction,
): SingleInteraction | Refusal {
  return whenRead(readOnlyControls(message.pairs, allowed), build)
}

function onlyGet(message: Message): Refusal | undefined {
  return message.method === 'GET' ? undefined : notAllowed()
}

function notAllowed(): Refusal {
  return refuse('METHOD_NOT_ALLOWED', 'FHIR has no such method at this path')
}
