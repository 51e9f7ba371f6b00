import type { Attribute } from '../../policy/language.ts'
import { nearest } from '../problems/nearest.ts'
import type { Path } from '../problems/problem.ts'
import type { Fault } from './context.ts'

/** The attributes that have fixed names (docs/policy-attributes.md); what follows a claim or an element is free. */
const names = {
  client: ['id', 'name', 'organization', 'tier', 'status', 'fhirRefs', 'purpose', 'purposes', 'defaultPurpose'],
  user: ['id', 'issuer', 'fhirUser', 'type'],
  request: ['interaction', 'resourceType', 'id', 'operation', 'params', 'headers', 'relation'],
  env: ['now', 'address'],
}

/** Headers that carry who somebody is: rules look at what the token says instead. */
const credentials = new Set(['authorization', 'proxy-authorization', 'cookie', 'dpop', 'x-api-key'])

export type Root = Attribute['root']

/** What the caller is known by alone; roles and tenants are found once for all that one caller asks. */
export const callerRoots: readonly Root[] = ['token', 'client', 'user']

/** Reports attributes that there are not, or that have no meaning at this place. */
export function checkAttribute(
  { root, path: steps }: Attribute,
  at: Path,
  allowed: readonly Root[],
  fault: Fault,
): void {
  if (!allowed.includes(root)) {
    fault(at, `looks at ${root}, which is not known there`, `an attribute of ${allowed.join(', ')}`)
    return
  }
  if (root === 'token' || root === 'resource') return
  const [name = '', member] = steps
  const known = names[root]
  if (root === 'env' && name === 'emergency') {
    fault(at, 'is not supported yet', 'to be left out')
  } else if (!known.includes(name)) {
    const near = nearest(name, known)
    fault(at, 'is not an attribute', `${root}. and one of ${known.join(', ')}`, near && `${root}.${near}`)
  } else if (root === 'request' && (name === 'params' || name === 'headers')) {
    checkMember(name, member, steps.length, at, fault)
  } else if (steps.length > 1) {
    fault(at, 'goes below a single value', `${root}.${name}`)
  }
}

function checkMember(name: string, member: string | undefined, length: number, at: Path, fault: Fault): void {
  if (member === undefined || length > 2) fault(at, 'does not name a single member', `request.${name}. and one name`)
  else if (name === 'headers' && credentials.has(member.toLowerCase())) {
    fault(at, 'would read a credential', 'an attribute of token, which has been verified')
  }
}
