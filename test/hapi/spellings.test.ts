import { describe, expect, it } from 'vitest'
import { sendRequest } from '../fixtures/raw-client.ts'
import { type Bundle, content } from './bundles.ts'
import { expectClean, typesToldBy } from './clean.ts'
import { directly, upstream, useGateway } from './gateway.ts'
import { type Spelling, spellings } from './spellings.ts'

const gateway = useGateway()

/** Sends the spelling to the byte; without scopes, as someone who may see and do everything. */
async function sent({ method = 'GET', target, headers, body }: Spelling, scope = 'system/*.cruds') {
  const authorization = `Bearer ${await gateway.token(scope)}`
  const answer = await sendRequest(gateway.base(), {
    method,
    target: `/fhir${target}`,
    headers: { ...headers, Authorization: authorization },
    body,
  })
  const text = answer.body.toString()
  const heard = { headers: new Headers(answer.headers.map(([name, value]) => [name, value])), text }
  expectClean(heard, { base: gateway.base(), upstream, told: typesToldBy(scope), path: target })
  return { status: answer.status, text }
}

const named = ({ method = 'GET', target, headers, body }: Spelling) =>
  [method, target, ...Object.entries(headers ?? {}).map((pair) => pair.join(': ')), body ?? ''].join(' ')

describe('an odd spelling with one meaning is answered like its plain spelling is by the server', () => {
  const understood = spellings.filter(({ means }) => means !== undefined)
  it.each(understood.map((each) => [named(each), each] as const))('%s', async (_, spelling) => {
    const [heard, behind] = [await sent(spelling), await directly('GET', spelling.means as string)]
    expect(behind.status).toBe(200)
    expect(heard.status).toBe(200)
    const [told, given] = [JSON.parse(heard.text), behind.json()]
    if (given.resourceType !== 'Bundle') return expect(heard.text).toBe(behind.text)
    expect(content(told as Bundle)).toEqual(content(given as unknown as Bundle))
    expect(told.total).toBe(given.total)
  })
})

describe('a spelling that two readers could take differently is refused', () => {
  const refused = spellings.filter(({ means }) => means === undefined)
  it.each(refused.map((each) => [named(each), each] as const))('%s', async (_, spelling) => {
    const { status, text } = await sent(spelling)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' })
  })
})

describe('no spelling shows more than the scopes', () => {
  it.each(['user/Patient.r', 'user/Observation.rs', 'system/Basic.cruds'])('of %s', async (scope) => {
    const answers = await Promise.all(spellings.map((each) => sent(each, scope)))
    expect(new Set(answers.map(({ status }) => Math.floor(status / 100)))).toContain(4)
  })
})
