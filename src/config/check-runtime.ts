import type { Problem } from './problems/problem.ts'

/** Switches of Node that undo what the gateway promises, whoever set them. */
const refused = [
  { flag: '--insecure-http-parser', why: 'it lets through messages that two servers read in two ways' },
  { flag: '--tls-min-v1.0', why: 'TLS before 1.2 is broken (RFC 8996)' },
  { flag: '--tls-min-v1.1', why: 'TLS before 1.2 is broken (RFC 8996)' },
]

/**
 * Problems of the process that would run the gateway.
 *
 * @param environment its variables; `NODE_OPTIONS` and `NODE_TLS_REJECT_UNAUTHORIZED` are read
 * @param execArgv the flags that Node itself was started with
 */
export function checkRuntime(
  environment: Readonly<Record<string, string | undefined>>,
  execArgv: readonly string[],
): readonly Problem[] {
  const given = new Set([...execArgv, ...(environment.NODE_OPTIONS ?? '').split(/\s+/)].map(plainFlag))
  const problems: Problem[] = refused
    .filter(({ flag }) => given.has(flag))
    .map(({ flag, why }) => ({ path: flag, what: `must not be used: ${why}`, expected: 'Node without this flag' }))
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    problems.push({
      path: 'NODE_TLS_REJECT_UNAUTHORIZED',
      what: 'must not be 0: no certificate would be verified',
      expected: 'NODE_EXTRA_CA_CERTS with the certificate authority instead',
    })
  }
  return problems
}

/** Node takes `_` for `-`, quotes in NODE_OPTIONS, and `=true` after a switch. */
function plainFlag(flag: string): string {
  return flag.replaceAll(/["']/g, '').replace(/=.*$/, '').replaceAll('_', '-')
}
