/**
 * What a patch may still cost, in bytes looked at; a thing made costs as many bytes as it takes in memory. Copies of
 * copies grow by powers of two, so size alone is looked at too late.
 */
export interface Effort {
  left: number
}

/** Enough to go through a resource of 10 MiB some six times, and far less than a second of work. */
const EFFORT_BYTES = 64 * 2 ** 20
/** About what one member or item of an opened object or array takes. */
export const SLOT_BYTES = 256
/** About what one element that a path leads to takes. */
export const PLACE_BYTES = 128

export function newEffort(): Effort {
  return { left: EFFORT_BYTES }
}

/** Whether there is enough left for this too. Once there is not, nothing more is done. */
export function spend(effort: Effort, bytes: number): boolean {
  effort.left -= bytes
  return effort.left >= 0
}
