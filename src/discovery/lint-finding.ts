/** Something about a field of the SMART document that a client will stumble over. It names fields and registered words only. */
export interface Finding {
  readonly field: string
  readonly problem: string
  readonly remedy?: string
}

/** `field problem (remedy)`, on one line. */
export function formatFinding({ field, problem, remedy }: Finding): string {
  return `${field} ${problem}${remedy === undefined ? '' : ` (${remedy})`}`
}

/** The texts of a list; none of anything else. */
export function listed(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
