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

/** All of a Bundle but its entries. */
export interface Envelope {
  /** Counts a name and its bytes. @throws AnswerError if it comes twice, or beyond the limit. */
  admit(name: string, bytes: number): void
  take(member: Member): void
  /** @throws AnswerError unless `resourceType` has come. */
  finish(): void
}

/**
 * No member is written before `resourceType` is known to be `Bundle`: those that come earlier wait, as copies.
 * @param memberBytes the most bytes of all members together.
 */
export function createEnvelope(memberBytes: number, judge: JudgeMember, output: BundleOutput): Envelope {
  const names = new Set<string>()
  let bytesLeft = memberBytes
  let isBundle = false
  let early: Member[] = []

  function write({ name, label, value }: Member) {
    const verdict = judge(name, value)
    if (verdict !== 'drop') output.member(label, verdict === 'keep' ? value : verdict)
  }

  return {
    admit(name, bytes) {
      if (names.has(name)) throw new AnswerError('duplicate', 'a name of the Bundle')
      names.add(name)
      bytesLeft -= bytes
      if (bytesLeft < 0) throw new AnswerError('too-large', 'members of the Bundle')
    },
    take(member) {
      if (!isUtf8(member.value)) throw new AnswerError('malformed', 'a member of the Bundle is not UTF-8')
      if (member.name === 'resourceType') {
        const type = textAt(member.value, [0, member.value.length])
        if (type !== 'Bundle') throw new AnswerError('wrong-type', 'not a Bundle')
        isBundle = true
        output.member(member.label, member.value)
        for (const each of early) write(each)
        early = []
      } else if (isBundle) write(member)
      else early.push({ name: member.name, label: Buffer.from(member.label), value: Buffer.from(member.value) })
    },
    finish() {
      if (!isBundle) throw new AnswerError('wrong-type', 'no resourceType')
    },
  }
}
