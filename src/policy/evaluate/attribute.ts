import { literalOf } from '../../fhir/reference.ts'
import type { Principal } from '../../scopes/principal.ts'
import type { Attribute } from '../language.ts'
import type { Knowledge } from '../rule-book.ts'
import type { Caller, Facts } from './facts.ts'
import { relationsOf } from './relation.ts'

/** The values of an attribute, lists flattened, none when it is absent; undefined while they depend on the resource. */
export type ReadValues = (facts: Facts) => readonly unknown[] | undefined

type Json = Readonly<Record<string, unknown>>

const none: readonly unknown[] = []

/** Makes the reader of an attribute (docs/policy-attributes.md); of names that mean nothing it reads no values. */
export function attributeReader({ root, path }: Attribute, knowledge: Knowledge): ReadValues {
  const [name = '', member = ''] = path
  switch (root) {
    case 'token':
      return ({ caller }) => tokenValues(caller, path)
    case 'client':
      return ({ caller }) => listed(own(clientFacts(caller), name))
    case 'user':
      return ({ caller }) => listed(own(userFacts(caller), name))
    case 'resource':
      return resourceReader(path)
    case 'env':
      return ({ asked }) => {
        if (asked === undefined) return none
        const { now, address } = asked.circumstances
        return listed(own({ now: new Date(now).toISOString(), address, emergency: false }, name))
      }
    case 'request':
      return name === 'relation'
        ? (facts) => relationsOf(facts, knowledge)
        : (facts) => requestValues(facts, name, member)
  }
}

/** Whether an attribute is the same for everything that one caller asks. */
export function isOfCaller({ root }: Attribute): boolean {
  return root === 'token' || root === 'client' || root === 'user'
}

/** Values at a path of member names below parsed JSON, in document order, lists flattened; nulls are no values. */
function valuesBelow(content: unknown, path: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = listed(content)
  for (const name of path) values = values.flatMap((value) => listed(own(value, name)))
  return values
}

function tokenValues({ principal }: Caller, path: readonly string[]): readonly unknown[] {
  const name = path.join('.')
  const read = own(readings, name) as ((principal: Principal) => unknown) | undefined
  const values = read === undefined ? none : listed(read(principal))
  if (values.length > 0) return values
  const claim = own(principal.claims, name)
  const found = claim === undefined ? valuesBelow(principal.claims, path) : listed(claim)
  // Scopes are one text, parted at spaces (RFC 6749 §3.3), or a list.
  if (name === 'scope')
    return found.flatMap((text) => (typeof text === 'string' ? text.split(' ') : [])).filter(Boolean)
  return found
}

/**
 * What the gateway itself reads out of a token, by the claim names of its issuer: a rule must not see another patient, or
 * other roles, than all else that is decided.
 */
const readings = {
  source: ({ source }: Principal) => source,
  scope: ({ grants }: Principal) => [
    ...[...grants.byContext.values()].flat().map(({ scope }) => scope.text),
    ...grants.inert.map(({ text }) => text),
  ],
  roles: ({ roles }: Principal) => roles,
  fhirUser: ({ fhirUser }: Principal) => fhirUser,
  patient: ({ patient }: Principal) => patient,
  encounter: ({ encounter }: Principal) => encounter,
  client_id: ({ clientId }: Principal) => clientId,
}

function clientFacts({ principal, client, purposes }: Caller): Json {
  return { ...client, id: principal.clientId, purpose: purposes }
}

function userFacts({ principal, userType }: Caller): Json {
  return { id: principal.subject, issuer: principal.issuer, fhirUser: principal.fhirUser, type: userType }
}

function requestValues({ asked }: Facts, name: string, member: string): readonly unknown[] {
  if (asked === undefined) return none
  const { question, circumstances } = asked
  if (name === 'params') return question.parameters.get(member) ?? none
  if (name === 'headers') return listed(own(circumstances.headers, member.toLowerCase()))
  const { interaction, resourceType, id, operation } = question
  return listed(own({ interaction, resourceType, id, operation }, name))
}

function resourceReader(path: readonly string[]): ReadValues {
  if (path.length === 1 && path[0] === 'resourceType') {
    return ({ asked, resource }) => {
      if (resource !== undefined) return valuesBelow(resource.content, path)
      const type = asked?.question.resourceType
      return type === undefined ? undefined : [type]
    }
  }
  return ({ resource }) => (resource === undefined ? undefined : valuesBelow(resource.content, path))
}

/** Own members only: a path may be named like something every object inherits. */
function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Json)[name] : undefined
}

function listed(value: unknown): readonly unknown[] {
  if (Array.isArray(value))
    return value.flat(Number.POSITIVE_INFINITY).filter((each) => each !== null && each !== undefined)
  return value === undefined || value === null || value === '' ? none : [value]
}

/** A value as text or number: a Reference is what it refers to (references.html#Reference). */
export function plainOf(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return literalOf(value)
}
