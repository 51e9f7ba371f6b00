import { type PolicyReading, readPolicy } from '../config/files/policy-file.ts'

/** Policies that were read, by the path that the configuration gives; values that can be carried to another thread. */
export type PolicyReadings = Map<string | undefined, PolicyReading>

type ReadPolicy = typeof readPolicy

/** Reads policies and keeps them. */
export function remembering(): { readonly readPolicy: ReadPolicy; readonly policies: PolicyReadings } {
  const policies: PolicyReadings = new Map()
  return {
    policies,
    readPolicy(place, around) {
      const reading = readPolicy(place, around)
      policies.set(place.written, reading)
      return reading
    },
  }
}

/** Gives policies as they have been read; one that was not is read now. */
export function remembered(policies: PolicyReadings): ReadPolicy {
  return (place, around) => policies.get(place.written) ?? readPolicy(place, around)
}
