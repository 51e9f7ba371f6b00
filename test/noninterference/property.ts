import fc from 'fast-check'
import type { RoadParts } from '../../src/road/parts.ts'
import { pair } from './arbitrary-pair.ts'
import { callers } from './callers.ts'
import { type Gateway, gatewayOf, partsFor } from './gateway.ts'
import { type Step, step, visitor } from './step.ts'
import { serverOf } from './upstream.ts'
import type { Pair, World } from './world.ts'

/** A caller's visit to two worlds that must look alike. */
export interface Visit {
  readonly scopes: string
  readonly worlds: Pair
  readonly steps: readonly Step[]
}

/** @param steps requests in one visit */
export function visits(steps: number, of = callers): fc.Arbitrary<Visit> {
  return fc.constantFrom(...of).chain((caller) =>
    fc.record({
      scopes: fc.constant(caller.scopes),
      worlds: pair(caller),
      steps: fc.array(step, { minLength: steps, maxLength: steps, size: 'max' }),
    }),
  )
}

/** How a gateway in front of one world is built. */
export type Build = (world: World) => Gateway

export const sound: Build = (world) => gatewayOf(partsFor(serverOf(world)))

export const soundUnderPolicy: Build = (world) => gatewayOf(partsFor(serverOf(world), true))

/** With some part of the road exchanged. */
export function exchanging(change: (parts: RoadParts) => RoadParts): Build {
  return (world) => gatewayOf(change(partsFor(serverOf(world))))
}

/** The first step whose answers differ, with both; undefined when the worlds could not be told apart. */
export async function difference({ scopes, worlds, steps }: Visit, build: Build, count?: { pairs: number }) {
  const left = visitor(build(worlds.left), scopes)
  const right = visitor(build(worlds.right), scopes)
  for (const now of steps) {
    const [a, b] = [await left(now), await right(now)]
    if (count && (a || b)) count.pairs++
    if (JSON.stringify(a) !== JSON.stringify(b)) return { step: now, left: a, right: b }
  }
  return undefined
}
