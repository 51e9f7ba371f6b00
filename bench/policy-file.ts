const types = ['Observation', 'Condition', 'Procedure', 'Encounter', 'Immunization', 'DiagnosticReport']
const ROLES = 40

/**
 * A `policy.yaml` of as many rules as a large site has, for many roles. One of them lets a caller with `roles: [role-0]`
 * read; all others are about other roles.
 */
export function policyOf(rules: number): string {
  const roles = Array.from({ length: ROLES + 1 }, (_, n) => `  role-${n}: { from: { has: [token.roles, role-${n}] } }`)
  const own = '  - id: own\n    effect: permit\n    match: { roles: [role-0], interactions: [read, search] }'
  const others = Array.from({ length: rules - 1 }, (_, n) => {
    const match = `{ roles: [role-${1 + (n % ROLES)}], interactions: [read, search], resources: [${types.slice(n % 6).join(', ')}] }`
    const when = `{ eq: [request.params.code, code-${n}] }`
    return `  - id: rule-${n}\n    effect: ${n % 4 === 0 ? 'deny' : 'permit'}\n    match: ${match}\n    when: ${when}`
  })
  return `apiVersion: gatehouse/v1
kind: Policy
metadata: { name: bench, version: "1" }
roles:
${roles.join('\n')}
rules:
${[own, ...others].join('\n')}
`
}
