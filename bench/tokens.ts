/**
 * `tsx bench/tokens.ts`: the processor time of a token that was not seen before, good or hostile, and of hostile ones as
 * ratios to the good one of the same kind and algorithm. `npm run bench` prints it as well.
 */
import { pathToFileURL } from 'node:url'
import { createAuthenticator } from '../src/authn/authenticate.ts'
import { readBearer } from '../src/authn/bearer.ts'
import { createBinding } from '../src/authn/binding/binding.ts'
import { isAuthenticationFailure } from '../src/authn/failure.ts'
import { createSecret } from '../src/config/secret.ts'
import { loadDefinitions } from '../src/config/load-definitions.ts'
import { grantsOf } from '../src/scopes/grants.ts'
import { trusting } from '../test/fixtures/issuer.ts'
import { expectedOf, faults } from '../test/tokens/cases.ts'
import { goodDraft, type Kind, kinds, type World } from '../test/tokens/draft.ts'
import type { Fault } from '../test/tokens/fault.ts'
import { type Algorithm, algorithms, otherSet, ownSet } from '../test/tokens/keys.ts'
import { type WrittenRequest, write } from '../test/tokens/write.ts'
