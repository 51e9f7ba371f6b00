import type { Pair } from '../../fhir/form-pairs.ts'

/** Whether an upstream's self link names every one of these parameters with its value, so that it used them all. */
export function echoes(selfUrl: string, parameters: readonly Pair[]): boolean {
  const cut = selfUrl.indexOf('?')
  const used = new URLSearchParams(cut < 0 ? '' : selfUrl.slice(cut + 1))
  return parameters.every(({ name, value }) => used.getAll(name).includes(value))
}
