import { callers } from './callers.ts'
import type { Sandbox } from './start.ts'

/** What runs where, and who may call. */
export function welcome({ base, adminUrl, upstreamUrl, issuer, folder, tokens }: Sandbox): string {
  const running = [
    ['Gateway', base],
    ['  metrics', `${adminUrl}/metrics`],
    ['FHIR server behind it', `${upstreamUrl} (20 synthetic patients, p01 to p20)`],
    ['Issuer of tokens', issuer],
    ['Folder', folder],
    ['  configuration', 'gatehouse.yaml, policy.yaml'],
    ['  certificate', 'ca.pem'],
  ] as const
  const people = callers.map(({ name, title, claims }) =>
    [`${name}: ${title}`, `  scopes  ${claims.scope}`, `  token   ${tokens.get(name)}`].join('\n'),
  )
  return [
    'Gatehouse, a security gateway for FHIR servers. Everything here is on this machine, and made up.',
    '',
    ...running.map(([what, where]) => `${what.padEnd(24)}${where}`),
    '',
    'Three callers. Their tokens are good for 8 hours; each is also in the folder as NAME.token, and as NAME.header for curl.',
    '',
    people.join('\n\n'),
  ].join('\n')
}
