import { expect, it } from 'vitest'
import { loadDefinitions } from '../../src/config/load-definitions.ts'
import { AnswerError } from '../../src/enforce/bundle/error.ts'
import { publicCapabilities } from '../../src/enforce/capabilities.ts'
import { createPublicLinks } from '../../src/enforce/links.ts'
import { createBody } from '../../src/upstream/body.ts'
import { authorityOf } from '../fixtures/principal.ts'

const base = 'https://gate.example/fhir'
const parts = {
  base,
  links: createPublicLinks(base, ['http://inside:8080/base']),
  authority: authorityOf(loadDefinitions('R4')),
}

async function told(statement: object) {
  const { body, push, end } = createBody({ pause() {}, resume() {}, abort() {} })
  push(Buffer.from(JSON.stringify(statement)))
  end()
  return JSON.parse((await publicCapabilities(body, parts)).toString()) as Record<string, unknown>
}

it('tells nothing of the installation behind', async () => {
  const installation = {
    name: 'AcmeServer',
    title: 'Acme',
    publisher: 'Acme',
    software: { name: 'Acme', version: '1' },
    implementation: { description: 'Acme', url: 'http://inside:8080/base' },
    text: { status: 'generated', div: '<div>Acme</div>' },
  }
  const security = { extension: [{ url: 'oauth-uris', valueUri: 'http://inside:9090/token' }] }
  const operation = [
    { name: 'meta', definition: 'http://inside:8080/base/OperationDefinition/meta', documentation: 'by Acme' },
    { name: 'acme.merge', definition: 'http://inside:8080/base/OperationDefinition/acme' },
  ]
  const rest = [{ mode: 'server', security, operation, resource: [{ type: 'Basic', operation: operation.slice(1) }] }]
  const statement = await told({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', ...installation, rest })
  expect(JSON.stringify(statement)).not.toMatch(/acme|inside/i)
  expect(statement).toMatchObject({ fhirVersion: '4.0.1', implementation: { url: base } })
  expect(statement.rest).toEqual([
    {
      mode: 'server',
      security: { service: [{ coding: [expect.objectContaining({ code: 'SMART-on-FHIR' })] }] },
      operation: [{ name: 'meta', definition: `${base}/OperationDefinition/meta` }],
      resource: [{ type: 'Basic' }],
    },
  ])
})

it.each([{ resourceType: 'Patient' }, { resourceType: 'OperationOutcome' }, {}])('refuses %j', async (resource) => {
  await expect(told(resource)).rejects.toBeInstanceOf(AnswerError)
})
