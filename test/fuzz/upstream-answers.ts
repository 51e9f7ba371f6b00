import { internalsMarker } from '../../demo/fhir-server/message.ts'
import { plausible } from '../e2e/plausible-server.ts'
import type { ReceivedRequest, Reply } from '../fixtures/recording-upstream.ts'

/** Stands in resources of a type that not every caller may see. */
export const SECRET = 'secret-diagnosis'

const FHIR = { 'content-type': 'application/fhir+json', 'x-powered-by': internalsMarker }
const condition = { resourceType: 'Condition', id: '1', note: [{ text: SECRET }] }
const observation = { resourceType: 'Observation', id: '1', status: 'final' }

function bundle(type: string, ...resources: object[]): Reply {
  const entry = resources.map((resource) => ({
    fullUrl: `http://${internalsMarker}/fhir/x`,
    resource,
    search: { mode: 'match' },
  }))
  const link = [{ relation: 'next', url: `http://${internalsMarker}/fhir?page=2` }, { relation: 'prev' }, null]
  return { status: 200, headers: FHIR, body: JSON.stringify({ resourceType: 'Bundle', type, total: 7, link, entry }) }
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { ...FHIR, ...headers }, body }
}

const outcome = JSON.stringify({
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity: 'error',
      code: 'exception',
      diagnostics: `${SECRET} at ${internalsMarker}`,
      expression: ['Patient.name'],
    },
  ],
})

/** How a server may answer, from good to as bad as it gets; the first one is likely. */
export const upstreamAnswers: readonly ((request: ReceivedRequest) => Reply)[] = [
  plausible,
  plausible,
  plausible,
  plausible,
  () => bundle('searchset', observation, condition),
  () => bundle('searchset', condition),
  () => bundle('history', condition, observation),
  () => bundle('batch-response', condition),
  () => bundle('transaction-response', observation, condition),
  () => bundle('collection', condition),
  () => text(200, JSON.stringify(condition)),
  () => text(201, JSON.stringify(condition), { location: `http://${internalsMarker}/fhir/Condition/1` }),
  () => text(200, ''),
  () => text(200, '{"resourceType":"Condition","resourceType":"Observation"}'),
  () => text(200, `{"resourceType":"Observation","id":"1","contained":[${JSON.stringify(condition)}`),
  () => text(200, `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":${JSON.stringify(condition)}}]`),
  () => text(200, '['.repeat(100_000)),
  () => text(200, `\xff\xfe${internalsMarker}`),
  () => text(200, '<html>', { 'content-type': 'text/html' }),
  () => text(200, 'x', { 'content-encoding': 'gzip' }),
  () => text(206, JSON.stringify(condition)),
  () => text(302, '', { location: `http://${internalsMarker}/login` }),
  () => text(304, ''),
  () => text(400, outcome),
  () => text(401, outcome, { 'www-authenticate': `Basic realm="${internalsMarker}"` }),
  () => text(404, outcome),
  () => text(410, outcome, { location: `http://${internalsMarker}/fhir/Condition/1` }),
  () => text(412, outcome),
  () => text(422, outcome),
  () => text(429, outcome, { 'retry-after': 'soon' }),
  () => text(500, outcome),
  () => text(503, outcome, { 'retry-after': '7' }),
  () => text(599, outcome),
]
