import { type BindingRule, type CheckBinding, createBindingCheck } from './check-binding.ts'
import { createProofCheck, type ProofRules } from './check-proof.ts'
import { createNonces, type Sealing } from './proof-nonce.ts'

/** What the road needs for sender-constrained tokens. */
export interface Binding {
  readonly check: CheckBinding
  /** What proofs may be signed with, for challenges and metadata. */
  readonly algorithms: readonly string[]
  /** The nonce for the next proof; undefined when proofs need none. */
  readonly nonce: () => string | undefined
}

export interface BindingOptions extends Pick<ProofRules, 'publicUrl' | 'window' | 'once' | 'now'> {
  readonly rules: readonly BindingRule[]
  readonly algorithms: readonly string[]
  /** Whether proofs must carry a nonce of ours. */
  readonly nonce: boolean
  readonly sealing: Sealing
}

/** Opens the check of bound tokens by the configuration. */
export function createBinding({ rules, algorithms, nonce, sealing, ...rest }: BindingOptions): Binding {
  const nonces = nonce ? createNonces(sealing, rest.now) : undefined
  const checkProof = createProofCheck({ ...rest, algorithms: new Set(algorithms), nonces })
  return { check: createBindingCheck(rules, checkProof), algorithms, nonce: () => nonces?.current() }
}
