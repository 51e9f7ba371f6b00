import { isUtf8 } from 'node:buffer'
import { textAt } from '../../fhir/json/string.ts'
import { AnswerError } from './error.ts'
import type { BundleOutput } from './output.ts'

/** What becomes of a part: it stays as it is, is left out, or is replaced by other JSON. */
export type Verdict = Buffer | 'keep' | 'drop'

/** Judges an outermost member other than `entry` and `resourceType`; `value` is valid JSON. */
export type JudgeMember = (name: string, value: Buffer) => Verdict

export interface Member {
  readonly name: string
  /** The name as it was written, and the colon. */
  readonly label: Buffer
  readonly value: Buffer
}

/** All of a Bundle but its entries. No member is written before `resourceType` is known to be `Bundle`: those that come earlier wait, as copies. */
export class Envelope {
  readonly #names = new Set<string>()
  readonly #judge: JudgeMember
  readonly #output: BundleOutput
  #bytesLeft: number
  #isBundle = false
  #early: Member[] = []

  /** @param memberBytes the most bytes of all members together. */
  constructor(memberBytes: number, judge: JudgeMember, output: BundleOutput) {
    this.#bytesLeft = memberBytes
    this.#judge = judge
    this.#output = output
  }

  /** Counts a name and its bytes. @throws AnswerError if it comes twice, or beyond the limit. */
  admit(name: string, bytes: number): void {
    if (this.#names.has(name)) throw new AnswerError('duplicate', 'a name of the Bundle')
    this.#names.add(name)
    this.#bytesLeft -= bytes
    if (this.#bytesLeft < 0) throw new AnswerError('too-large', 'members of the Bundle')
  }

  take(member: Member): void {
    if (!isUtf8(member.value)) throw new AnswerError('malformed', 'a member of the Bundle is not UTF-8')
    if (member.name === 'resourceType') {
      const type = textAt(member.value, [0, member.value.length])
      if (type !== 'Bundle') throw new AnswerError('wrong-type', 'not a Bundle')
      this.#isBundle = true
      this.#output.member(member.label, member.value)
      for (const each of this.#early) this.#write(each)
      this.#early = []
    } else if (this.#isBundle) this.#write(member)
    else this.#early.push({ name: member.name, label: Buffer.from(member.label), value: Buffer.from(member.value) })
  }

  /** @throws AnswerError unless `resourceType` has come. */
  finish(): void {
    if (!this.#isBundle) throw new AnswerError('wrong-type', 'no resourceType')
  }

  #write({ name, label, value }: Member): void {
    const verdict = this.#judge(name, value)
    if (verdict !== 'drop') this.#output.member(label, verdict === 'keep' ? value : verdict)
  }
}
