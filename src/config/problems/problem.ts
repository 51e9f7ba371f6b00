/** Steps from the top of a document to a value: keys and list indexes. */
export type Path = readonly (string | number)[]

/** Something that stops the start. It names keys and kinds, never values: a secret may have been pasted anywhere. */
export interface Problem {
  /** As the user named it; of `gatehouse.yaml` or of the policy. Absent for problems of the process itself. */
  readonly file?: string
  /** 1-based. */
  readonly line?: number
  /** 1-based. */
  readonly column?: number
  /** `issuers[0].audience`; empty for the document itself. */
  readonly path: string
  readonly what: string
  readonly expected?: string
  readonly suggestion?: string
}

/** Collects what the rules of a section find; paths are relative to the section. */
export interface Report {
  problem(path: Path, what: string, expected: string, suggestion?: string): void
  /** A sentence about a weakened setting that is allowed, to be named at start. */
  insecure(sentence: string): void
}

/** A report of a part, whose paths are relative to it. */
export function under(part: Path, report: Report): Report {
  return {
    problem: (path, ...text) => report.problem([...part, ...path], ...text),
    insecure: report.insecure,
  }
}

/** `file:line:col: path: what (expected …; did you mean "…"?)`, on one line. */
export function formatProblem(problem: Problem): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':')
  const remedy = [
    problem.expected === undefined ? '' : `expected ${problem.expected}`,
    problem.suggestion === undefined ? '' : `did you mean ${JSON.stringify(problem.suggestion)}?`,
  ].filter((part) => part !== '')
  const text = [place, problem.path, problem.what].filter((part) => part !== '').join(': ')
  return remedy.length === 0 ? text : `${text} (${remedy.join('; ')})`
}

/** Reading order: problems of the process, then those of `file` by position, then those of other files. */
export function sortProblems(problems: readonly Problem[], file: string): readonly Problem[] {
  const rank = (problem: Problem) => (problem.file === undefined ? 0 : problem.file === file ? 1 : 2)
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  )
}

/** `['issuers', 0, 'audience']` → `issuers[0].audience`; long or odd keys are cut and escaped. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${printableKey(step)}`))
    .join('')
}

function printableKey(key: string): string {
  const short = key.length > 60 ? `${key.slice(0, 60)}…` : key
  return /^[\x21-\x7e…]+$/.test(short) ? short : JSON.stringify(short)
}
