import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Attack, alike, attack, holdsAgainst } from './attack.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const hidden = (send: string, more: Partial<Attack> = {}): Attack => ({ send, status: 404, ...more })

const foreign: readonly Attack[] = [
  ...['Encounter/p02-enc1', 'Observation/p02-lab1', 'Condition/p02-cond1', 'DocumentReference/p02-doc'],
  ...['Coverage/p02-cov', 'Claim/p02-claim', 'Immunization/p02-imm', 'CarePlan/p02-plan'],
].map((address) => hidden(`GET /${address}`, { received: [`GET ${address}`] }))

const unclear: readonly Attack[] = [
  ...['x-performed', 'x-focus', 'x-group', 'x-logical', 'x-named', 'x-elsewhere', 'x-list', 'x-case', 'x-longer'],
  ...['x-fragment', 'x-nested', 'x-whole', 'x-contained', 'x-within', 'x-member', 'x-left'],
].map((id) => hidden(`GET /Observation/${id}`))

const others: readonly Attack[] = [
  hidden('GET /Patient/p02', { received: 'none' }),
  hidden('GET /Patient/P01', { received: 'none' }),
  hidden('GET /Patient/p02/_history', { received: 'none' }),
  hidden('GET /Patient/p02/_history/1', { received: 'none' }),
  hidden('GET /AllergyIntolerance/x-asserted'),
  hidden('GET /Basic/x-basic'),
  hidden('GET /Device/x-device'),
  hidden('GET /List/x-list'),
  // What it is about is looked up as well, as its answer depends on it.
  hidden('GET /Provenance/p02-prov'),
  hidden('GET /Provenance/x-both'),
  hidden('GET /Provenance/p10-both', { patient: 'p10' }),
  hidden('GET /List/p14-siblings', { patient: 'p15' }),
  hidden('GET /Coverage/p03-family', { patient: 'p04' }),
  hidden('GET /Communication/p12-about', { patient: 'p13' }),
  hidden('GET /Observation/p01-focus', { patient: 'p02' }),
  ...[
    'Bundle/x-bundle',
    'Binary/p02-letter',
    'Binary/p01-letter',
    'Group/cohort',
    'Task/x-task',
    'Person/x-person',
  ].map((address) => hidden(`GET /${address}`, { received: 'none' })),
  ...['AuditEvent/1', 'Subscription/1', 'Parameters/1', 'MessageHeader/1', 'Linkage/1'].map((address) =>
    hidden(`GET /${address}`, { received: 'none' }),
  ),
]

/** What hides the element that says whose a record is must not make it somebody else's. */
const shaped: readonly Attack[] = [
  ...['_elements=performer', '_elements=status', '_elements=text,performer', '_summary=text', '_summary=data'].flatMap(
    (shape) => [hidden(`GET /Observation/x-performed?${shape}`), hidden(`GET /Observation/p02-lab1?${shape}`)],
  ),
  hidden('GET /AllergyIntolerance/x-asserted?_elements=recorder'),
  hidden('GET /AllergyIntolerance/x-asserted?_elements=asserter,text'),
  hidden('GET /Basic/x-basic?_elements=author'),
  hidden('GET /Device/x-device?_elements=text'),
  hidden('GET /Device/x-device?_elements=type'),
  hidden('GET /Device/x-device?_summary=text'),
  hidden('GET /Observation/x-performed/_history/1?_elements=performer'),
  hidden('GET /Observation/x-performed/_history?_elements=performer'),
]

const versions: readonly Attack[] = [
  hidden('GET /Observation/p02-lab1/_history'),
  hidden('GET /Observation/p02-lab1/_history/1'),
  hidden('GET /Observation/x-left/_history/2'),
  hidden('GET /Observation/x-came/_history/1'),
  hidden('GET /Observation/x-gone/_history'),
  hidden('GET /Observation/x-gone/_history/1'),
  hidden('GET /Observation/x-gone/_history/2'),
  { send: 'GET /Observation/x-came/_history', status: 200, hides: ['"total"', '/_history/1'] },
  { send: 'GET /Observation/x-left/_history', status: 200, hides: ['"total"', '/_history/2'] },
  { send: 'GET /Observation/x-came/_history?_count=1', status: 200, hides: ['"total"'] },
  { send: 'GET /Observation/_history', status: 403, received: 'none' },
  { send: 'GET /Patient/_history', status: 403, received: 'none' },
  { send: 'GET /_history', status: 403, received: 'none' },
]

describe('what is read by its id', () => {
  test.each(foreign)('foreign: $send', (each) => holdsAgainst(world, each))
  test.each(unclear)('of unclear owners: $send', (each) => holdsAgainst(world, each))
  test.each(others)('$send', (each) => holdsAgainst(world, each))
  test.each(shaped)('shaped: $send', (each) => holdsAgainst(world, each))
  test.each(versions)('versions: $send', (each) => holdsAgainst(world, each))
})

describe('hidden and absent look alike', () => {
  type Pair = readonly [method: string, hidden: string, absent: string, headers: Record<string, string>]
  const NONE = {}
  const pairs: readonly Pair[] = [
    ['GET', '/Observation/p02-lab1', '/Observation/absent-1', NONE],
    ['HEAD', '/Observation/p02-lab1', '/Observation/absent-1', NONE],
    ['GET', '/Observation/x-gone', '/Observation/absent-1', NONE],
    ['GET', '/Observation/x-own-gone', '/Observation/absent-1', NONE],
    ['GET', '/Observation/p02-lab1/_history/1', '/Observation/absent-1/_history/1', NONE],
    ['GET', '/Observation/p02-lab1/_history/99', '/Observation/absent-1/_history/99', NONE],
    ['GET', '/Observation/p02-lab1/_history', '/Observation/absent-1/_history', NONE],
    ['GET', '/Observation/x-gone/_history', '/Observation/absent-1/_history', NONE],
    ['HEAD', '/Observation/p02-lab1/_history', '/Observation/absent-1/_history', NONE],
    ['GET', '/Patient/p02', '/Patient/absent-1', NONE],
    ['GET', '/Patient/p02/_history', '/Patient/absent-1/_history', NONE],
    ['GET', '/Binary/p02-letter', '/Binary/absent-1', NONE],
    ['GET', '/Provenance/x-both', '/Provenance/absent-1', NONE],
    ['GET', '/Device/x-device', '/Device/absent-1', NONE],
    ['GET', '/Observation/p02-lab1', '/Observation/absent-1', { 'if-none-match': 'W/"1"' }],
    ['GET', '/Observation/p02-lab1', '/Observation/absent-1', { 'if-modified-since': 'Sun, 01 Jan 2090 00:00:00 GMT' }],
    ['GET', '/Observation/p02-lab1?_elements=id', '/Observation/absent-1?_elements=id', NONE],
    ['GET', '/Observation/p02-lab1?_summary=text', '/Observation/absent-1?_summary=text', NONE],
    ['GET', '/Observation?_id=p02-lab1', '/Observation?_id=absent-1', NONE],
    ['GET', '/Observation?_id=p02-lab1&_summary=count', '/Observation?_id=absent-1&_summary=count', NONE],
    ['GET', '/Patient?_id=p02', '/Patient?_id=absent-1', NONE],
    ['GET', '/Encounter/p02-enc1/Observation', '/Encounter/absent-1/Observation', NONE],
    ['GET', '/Device/x-device/Observation', '/Device/absent-1/Observation', NONE],
    ['GET', '/RelatedPerson/p07-mother/Observation', '/RelatedPerson/absent-1/Observation', NONE],
    ['GET', '/Patient/p02/Observation', '/Patient/absent-1/Observation', NONE],
    ['GET', '/Patient/p02/$everything', '/Patient/absent-1/$everything', NONE],
    ['GET', '/Observation?encounter=Encounter/p02-enc1', '/Observation?encounter=Encounter/absent-1', NONE],
    ['GET', '/Observation?subject=Patient/p02', '/Observation?subject=Patient/absent-1', NONE],
    ['DELETE', '/Observation/p02-lab1', '/Observation/absent-1', NONE],
    ['DELETE', '/Observation/p02-lab1', '/Observation/absent-1', { 'if-match': 'W/"1"' }],
    ['DELETE', '/Patient/p02', '/Patient/absent-1', NONE],
  ]
  test.each(pairs)('%s %s', async (method, here, absent, headers) => {
    const [id, none] = [/p02[^/?&]*|x-[a-z-]+|p07-mother/.exec(here)?.[0] as string, 'absent-1']
    await alike(world, { send: `${method} ${here}`, headers }, { send: `${method} ${absent}`, headers }, id, none)
  })

  test('a foreign record is not told by what the server is asked', async () => {
    const told = await attack(world, { send: 'GET /Observation/p02-lab1' })
    const none = await attack(world, { send: 'GET /Observation/absent-1' })
    expect(told.received.length).toBe(none.received.length)
  })
})
