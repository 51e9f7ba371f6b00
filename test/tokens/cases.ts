import { type Kind, kinds } from './draft.ts'
import type { Fault } from './fault.ts'
import { answerFaults } from './faults/answer.ts'
import { bindingFaults } from './faults/binding.ts'
import { claimFaults } from './faults/claims.ts'
import { credentialFaults } from './faults/credential.ts'
import { formFaults } from './faults/form.ts'
import { headerFaults } from './faults/header.ts'
import { keyFaults } from './faults/key.ts'
import { proofFaults } from './faults/proof.ts'
import { type Algorithm, algorithms } from './keys.ts'
import { orderOf } from './order.ts'

export interface TokenCase {
  readonly name: string
  readonly kind: Kind
  readonly algorithm: Algorithm
  readonly faults: readonly Fault[]
  readonly expected: Fault['code']
}

export const faults: readonly Fault[] = [
  ...[...credentialFaults, ...formFaults, ...headerFaults, ...claimFaults],
  ...[...answerFaults, ...keyFaults, ...bindingFaults, ...proofFaults],
]

/** What the gateway must say: the first check that finds something decides, by whichever fault. */
export function expectedOf(kind: Kind, present: readonly Fault[]): Fault['code'] {
  const order = orderOf(kind)
  const found = present.filter(({ code }) => code !== 'ok').sort((a, b) => place(a, order) - place(b, order))
  return found[0]?.code ?? 'ok'
}

function place({ check, name }: Fault, order: readonly string[]): number {
  const at = order.indexOf(check)
  if (at < 0) throw new Error(`${name} is found by no check`)
  return at
}

function caseOf(kind: Kind, algorithm: Algorithm, present: readonly Fault[]): TokenCase {
  const by = kind.token === 'jwt' ? `${algorithm} ` : ''
  const what = present.length === 0 ? 'nothing' : present.map(({ name }) => name).join(' and ')
  const expected = expectedOf(kind, present)
  return { name: `${by}${kind.name}, ${what}`, kind, algorithm, faults: present, expected }
}

/** Two faults can be in one request when they touch different things of it. */
function goTogether(one: Fault, other: Fault): boolean {
  const [a, b] = [`${one.place}.`, `${other.place}.`]
  return !a.startsWith(b) && !b.startsWith(a)
}

/** The nth of a list that goes round. */
const turn = <T>(all: readonly T[], n: number): T => all[n % all.length]!

const good = kinds.flatMap((kind) =>
  kind.token === 'jwt' ? algorithms.map((algorithm) => caseOf(kind, algorithm, [])) : [caseOf(kind, 'ES256', [])],
)

/** Each fault alone, with two kinds of request that can have it; with all algorithms where these make a difference. */
const single = faults.flatMap((fault, n) => {
  const algorithmsOf = (kind: Kind) => algorithms.filter((algorithm) => fault.fits(kind, algorithm))
  const fitting = kinds.filter((kind) => algorithmsOf(kind).length > 0)
  const [one, other] = [turn(fitting, n), turn(fitting, n + 1)]
  const all = /^(alg|signature|key)$/.test(fault.place) ? algorithmsOf(one) : [turn(algorithmsOf(one), n)]
  return [
    ...all.map((algorithm) => caseOf(one, algorithm, [fault])),
    ...(one === other ? [] : [caseOf(other, turn(algorithmsOf(other), n), [fault])]),
  ]
})

/** Each fault with three others from all over the list, in turn of the kinds. */
const pairs = faults.flatMap((fault, n) =>
  [7, 31, 73].flatMap((step, s) => {
    const kind = turn(kinds, n + s)
    const algorithm = turn(algorithms, n * 3 + s)
    const other = turn(faults, n + step)
    const present = [fault, other]
    const fit = present.every((each) => each.fits(kind, algorithm)) && goTogether(fault, other)
    return fit ? [caseOf(kind, algorithm, present)] : []
  }),
)

export const tokenCases: readonly TokenCase[] = [...good, ...single, ...pairs]
