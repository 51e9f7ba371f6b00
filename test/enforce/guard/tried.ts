import { type Authority, authorityOf } from '../../../src/authorize/authority.ts'
import { authorize } from '../../../src/authorize/authorize.ts'
import type { Permit } from '../../../src/authorize/decision.ts'
import { readTopLevel } from '../../../src/enforce/bundle/top-level.ts'
import { answerLimits } from '../../../src/enforce/guard/limits.ts'
import { type Visibility, visibilityOf } from '../../../src/enforce/guard/visibility.ts'
import { createPublicLinks } from '../../../src/enforce/links.ts'
import type { SingleInteraction } from '../../../src/fhir/interaction.ts'
import type { Grants } from '../../../src/scopes/grants.ts'
import type { UpstreamBody } from '../../../src/upstream/body.ts'
import { configOf } from '../../config/files.ts'
import { get, languageOf } from '../../fixtures/language.ts'
import { callerWith, circumstances } from '../../fixtures/principal.ts'

const { definitions } = languageOf()

export const links = createPublicLinks('https://gate.example.org/fhir', ['http://store.internal/fhir'])

/** What is decided about the answer to one request. */
export interface Tried {
  readonly visibility: Visibility
  readonly permit: Permit
  readonly grants: Grants
  readonly authority: Authority
}

/** Decides a GET by the scopes of an app of patient `p1`, and by the rules of a policy where there are some, as YAML. */
export function tried(request: string, scopes: string, rules?: string): Tried {
  const text = `{ apiVersion: gatehouse/v1, kind: Policy, metadata: { name: tried }, rules: [${rules}] }`
  const policy = rules === undefined ? undefined : configOf('policy: p.yaml', { 'p.yaml': text }).policy.document
  const authority = authorityOf(definitions, [], ['https://gate.example.org/fhir'], {}, policy)
  const caller = callerWith(scopes, definitions, 'p1')
  const { grants } = caller
  const decision = authorize(get(request) as SingleInteraction, caller, authority, circumstances)
  if (decision.effect === 'deny') throw new Error(decision.reason.code)
  const visibility = visibilityOf(decision, grants, authority)
  return { visibility, permit: decision, grants, authority }
}

/** A resource as the guard reads it. */
export function bytesOf(resource: object | string) {
  const text = typeof resource === 'string' ? resource : JSON.stringify(resource)
  return readTopLevel(Buffer.from(text), answerLimits)
}

/** The body of an upstream's answer, in pieces of `size` bytes, and whether it was destroyed. */
export function bodyOf(text: string, size = 1000): UpstreamBody & { readonly isDestroyed: boolean } {
  const bytes = Buffer.from(text)
  let isDestroyed = false
  return {
    get isDestroyed() {
      return isDestroyed
    },
    destroy: () => {
      isDestroyed = true
    },
    whole: (limit) => (bytes.length > limit ? 'too-large' : bytes),
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    },
  }
}
