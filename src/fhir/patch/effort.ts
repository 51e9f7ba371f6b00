/**
 * What a patch may still cost, in bytes looked at; a thing made costs as many bytes as it takes in memory. Copies of
 * copies grow by powers of two, so size alone is looked at too late.
 */
export interface Effort {
  left: number
}

/** Enough to take apart a resource of 10 MiB some ten times over. */
const EFFORT_BYTES = 128 * 2 ** 20
/** About what one member or item of an opened object or array takes. */
export const SLOT_BYTES = 256

export function newEffort(): Effort {
  return { left: EFFORT_BYTES }
}

/** Whether there is enough left for this too. Once there is not, nothing more is done. */
export function spend(effort: Effort, bytes: number): boolean {
  effort.left -= bytes
  return effort.left >= 0
}
