import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createLog, type LogFields } from '../../src/observe/log.ts'
import { deny, exchange, permit, timing } from './fixtures.ts'

function keptLog(format: 'json' | 'pretty' = 'json', level: 'info' | 'error' = 'info') {
  const lines: string[] = []
  const log = createLog({ level, format }, { write: (line) => lines.push(line) })
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> }
}

const ALLOWED = [
  'level',
  'time',
  'message',
  'id',
  'method',
  'template',
  'status',
  'outcome',
  'decision',
  'ms',
  'answeredMs',
]
const SOMETIMES = ['reason', 'style', 'client', 'upstreamStatus', 'upstreamMs', 'entriesRemoved']

test('the access line says who, what, how it ended and how long it took', () => {
  const { log, last } = keptLog()
  log.access(exchange({ decision: permit, upstreamMs: 12.3456, upstreamStatus: 200 }), timing)
  const { time, ...rest } = last()
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT/)
  expect(rest).toEqual({
    level: 'info',
    message: 'access',
    id: '7c0f1b1e-0000-4000-8000-000000000001',
    method: 'GET',
    template: 'GET Observation?code&patient',
    status: 200,
    outcome: 'permitted',
    decision: 'permit',
    reason: 'SCOPE_COVERS',
    ms: 40,
    answeredMs: 30,
    upstreamStatus: 200,
    upstreamMs: 12.35,
  })
})

test('nothing of the caller or the patient is in it, whatever the exchange holds', () => {
  const { log, lines, last } = keptLog()
  const secrets = {
    issuer: 'SECRET',
    subject: 'SECRET',
    clientId: 'app',
    tokenId: 'SECRET',
    expiresAt: 0,
    issuedAt: undefined,
    source: 'jwt' as const,
    confirmation: undefined,
    grants: {} as never,
    patient: 'SECRET',
    encounter: 'SECRET',
    fhirUser: 'SECRET',
    roles: ['SECRET'],
    purposeOfUse: [],
    claims: { name: 'SECRET' },
  }
  log.access(exchange({ principal: secrets, correlationId: 'SECRET', clientAddress: 'SECRET', decision: deny }), timing)
  expect(lines.join()).not.toContain('SECRET')
  expect(Object.keys(last()).filter((key) => !ALLOWED.includes(key) && !SOMETIMES.includes(key))).toEqual([])
  expect(last()).toMatchObject({ client: 'app', reason: 'SCOPE_MISSING' })
})

test.each([
  ['a refusal', { refusal: 'QUERY_MALFORMED' }, 'QUERY_MALFORMED'],
  ['a failure', { failure: 'timeout' }, 'timeout'],
  ['a failure after a permit', { failure: 'timeout', decision: permit }, 'timeout'],
  ['a denial', { decision: deny }, 'SCOPE_MISSING'],
] as const)('%s is the reason', (_name, changes, reason) => {
  const { log, last } = keptLog()
  log.access(exchange(changes), timing)
  expect(last().reason).toBe(reason)
})

test('a client id of a megabyte is cut, and line breaks do not start a line', () => {
  const { log, lines, last } = keptLog()
  const principal = { clientId: `a\n{"level":"error"}${'b'.repeat(1_000_000)}` } as never
  log.access(exchange({ principal }), timing)
  expect(lines[0]!.trimEnd().split('\n')).toHaveLength(1)
  expect(String(last().client)).toHaveLength(128)
})

test('an address that cannot be listened on is named, and is no fault', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const [error] = await once(createServer().listen(port, '127.0.0.1'), 'error')
  taken.close()
  const { log, last } = keptLog()
  log.fault(error)
  const { time: _, ...rest } = last()
  expect(rest).toEqual({
    ...{ level: 'error', message: 'cannot listen', code: 'EADDRINUSE' },
    detail: `127.0.0.1:${port}`,
  })
})

test('a fault is logged without its message', () => {
  const { log, last } = keptLog()
  log.fault(Object.assign(new TypeError('SECRET\nSECRET'), { code: 'E_BAD' }), 'the-id')
  expect(JSON.stringify(last())).not.toContain('SECRET')
  expect(last()).toMatchObject({ level: 'error', message: 'fault', id: 'the-id', error: 'TypeError', code: 'E_BAD' })
  expect((last().stack as string[])[0]).toMatch(/^at /)
})

test.each([['SECRET'], [undefined], [{ message: 'SECRET' }]])('a thrown %o is no reason to fail', (thrown) => {
  const { log, lines } = keptLog()
  log.fault(thrown)
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('SECRET')
})

test('levels below the configured one are silent', () => {
  const { log, lines } = keptLog('json', 'error')
  log.info('no')
  log.access(exchange(), timing)
  log.error('yes')
  expect(lines).toHaveLength(1)
})

test('pretty lines are for people', () => {
  const { log, lines } = keptLog('pretty')
  log.warn('insecure setting', { detail: 'server listens without TLS' } satisfies LogFields)
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}insecure setting detail="server listens without TLS"\n$/)
})

test('a line of the decision log is one line of JSON, whatever its members hold', () => {
  const lines: string[] = []
  const target = { write: (line: string) => lines.push(line) }
  const log = createLog({ level: 'error', format: 'json', worker: 2 }, target)
  const record = { client: 'a"b\\c\n\u2028\ud800é', cause: undefined, rules: { matched: [] }, latencyUs: 1 }
  log.decision(record)
  expect(lines).toHaveLength(1)
  expect(lines[0]!.indexOf('\n')).toBe(lines[0]!.length - 1)
  const { time, ...told } = JSON.parse(lines[0]!) as Record<string, unknown>
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT/)
  const { cause: _, ...members } = record
  expect(told).toEqual({ level: 'info', worker: 2, ...members, message: 'decision' })
})
