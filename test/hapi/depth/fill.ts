import { sharedTypes } from './contents.ts'
import { absentLike, type Marks } from './marks.ts'
import type { Way } from './ways/way.ts'
import type { Owner, Stored, World } from './world.ts'

/** A request with everything filled in. */
export interface Filled {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Where the places of a way get their marks from. */
export type Binding = (type: string) => Marks

export function about(world: World, owner: Owner): Binding {
  return (type) => recordOf(world, type, owner).marks
}

/** As what is about `owner`, but nothing has these marks. */
export function aboutNobody(world: World, owner: Owner): Binding {
  return (type) => absentLike(recordOf(world, type, owner).marks)
}

/** The records that a way speaks of. */
export function namedBy(way: Way, world: World, owner: Owner): readonly Stored[] {
  return [...new Set(placesOf(way).map(({ type }) => recordOf(world, type, owner)))]
}

export function fill(way: Way, binding: Binding): Filled {
  const filled = (text: string) =>
    text.replace(places, (_, mark: keyof Marks | 'patient', type?: string) =>
      mark === 'patient' ? binding('Patient').id : binding(type as string)[mark],
    )
  const body = way.body === undefined || typeof way.body === 'string' ? way.body : JSON.stringify(way.body)
  return {
    method: way.method,
    path: filled(way.path),
    headers: Object.fromEntries(Object.entries(way.headers ?? {}).map(([name, value]) => [name, filled(value)])),
    ...(body !== undefined && { body: filled(body) }),
  }
}

const places = /\{(id|token|name|day|number|patient)(?::(\w+))?\}/g

function placesOf(way: Way): readonly { readonly type: string }[] {
  return [...JSON.stringify(way).matchAll(places)].map(([, , type = 'Patient']) => ({ type }))
}

function recordOf(world: World, type: string, owner: Owner): Stored {
  return world.first(type, sharedTypes.includes(type) ? 'nobody' : owner)
}
