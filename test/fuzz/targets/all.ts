import type { Target } from '../engine/target.ts'
import { proofTargets, publicLinks, references, targetsOf } from './addresses.ts'
import { bundleRewriter } from './bundle.ts'
import { clientCertificate, forwardedFor, headers } from './headers.ts'
import { interpreter } from './interpret.ts'
import { json } from './json.ts'
import { fhirPatch, jsonPatch } from './patches.ts'
import { patterns } from './patterns.ts'
import { policies } from './policies.ts'
import { proofs } from './proofs.ts'
import { scopes } from './scopes.ts'
import { seals } from './seals.ts'
import { accessTokens, bearers } from './tokens.ts'

/** Everything that is fuzzed in this process. */
export const targets: readonly Target[] = [
  ...[interpreter, targetsOf, headers, json, bundleRewriter, jsonPatch, fhirPatch],
  ...[scopes, accessTokens, bearers, proofs, proofTargets, clientCertificate, forwardedFor],
  ...[publicLinks, references, seals, policies, patterns],
]
