/** Where something stands in a file, from line 1 and column 0; an `else` that is not written stands nowhere. */
export interface Place {
  readonly start: { readonly line?: number | null; readonly column?: number | null }
  readonly end: { readonly line?: number | null; readonly column?: number | null }
}

/** What was measured of one file, of the members of Istanbul's `coverage-final.json` those that are read here. */
export interface Measured {
  readonly statementMap: Readonly<Record<string, Place>>
  readonly s: Readonly<Record<string, number>>
  readonly branchMap: Readonly<
    Record<string, { readonly type: string; readonly loc: Place; readonly locations: readonly Place[] }>
  >
  readonly b: Readonly<Record<string, readonly number[]>>
}
