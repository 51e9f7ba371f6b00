import { CUT_SHORT, NOT_FOUND, TOO_DEEP } from '../../../src/fhir/json/scan.ts'

/** A member of an object, as the scanner records it. */
export interface ReferenceMember {
  /** Unescaped. */
  readonly name: string
  readonly span: readonly [start: number, end: number]
  /** Of an object. */
  readonly members: readonly ReferenceMember[] | undefined
}

export interface ReferenceValue {
  readonly end: number
  readonly members: readonly ReferenceMember[] | undefined
}

/** Reads one JSON value a character at a time, the slow and obvious way. @param text one character for each byte. */
export function referenceScan(text: string, start: number, depth: number): ReferenceValue | number {
  let at = start
  try {
    const members = value(depth)
    return { end: at, members }
  } catch (stop) {
    if (typeof stop === 'number') return stop
    throw stop
  }

  function take(allowed: RegExp): string {
    const character = text[at]
    if (character === undefined) throw CUT_SHORT
    if (!allowed.test(character)) throw NOT_FOUND
    at++
    return character
  }
  function takeWhile(allowed: RegExp): string {
    const from = at
    while (at < text.length && allowed.test(text[at]!)) at++
    return text.slice(from, at)
  }
  function space(): void {
    takeWhile(/[ \t\r\n]/)
  }

  function value(left: number): readonly ReferenceMember[] | undefined {
    const first = text[at]
    if (first === '"') string()
    else if (first === '{') return object(left)
    else if (first === '[') array(left)
    else if (first === 't') word('true')
    else if (first === 'f') word('false')
    else if (first === 'n') word('null')
    else number()
    return undefined
  }

  function object(left: number): readonly ReferenceMember[] {
    if (left < 1) throw TOO_DEEP
    const members: ReferenceMember[] = []
    take(/\{/)
    space()
    if (text[at] === '}') {
      at++
      return members
    }
    for (;;) {
      const nameStart = at
      string()
      const name = JSON.parse(Buffer.from(text.slice(nameStart, at), 'latin1').toString()) as string
      space()
      take(/:/)
      space()
      const valueStart = at
      const inner = value(left - 1)
      members.push({ name, span: [valueStart, at], members: inner })
      space()
      if (take(/[,}]/) === '}') return members
      space()
    }
  }

  function array(left: number): void {
    if (left < 1) throw TOO_DEEP
    take(/\[/)
    space()
    if (text[at] === ']') {
      at++
      return
    }
    for (;;) {
      value(left - 1)
      space()
      if (take(/[,\]]/) === ']') return
      space()
    }
  }

  function string(): void {
    take(/"/)
    for (;;) {
      const character = take(/[^\0-\x1f]/)
      if (character === '"') return
      if (character === '\\' && take(/["\\/bfnrtu]/) === 'u') for (let i = 0; i < 4; i++) take(/[0-9a-fA-F]/)
    }
  }

  function word(letters: string): void {
    for (const letter of letters) take(new RegExp(letter))
  }

  function number(): void {
    const from = at
    if (text[at] === '-') at++
    const integer = digits()
    if (integer.length > 1 && integer.startsWith('0')) throw NOT_FOUND
    if (text[at] === '.') {
      at++
      digits()
    }
    if (text[at] === 'e' || text[at] === 'E') {
      at++
      if (text[at] === '+' || text[at] === '-') at++
      if (digits().length > 3) throw NOT_FOUND
    }
    if (at - from > 100) throw NOT_FOUND
  }

  function digits(): string {
    take(/[0-9]/)
    at--
    return takeWhile(/[0-9]/)
  }
}
