/** The smallest of several numbers, of which any may be absent; undefined when all are. */
export function least(...numbers: readonly (number | undefined)[]): number | undefined {
  const given = numbers.filter((number) => number !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}
