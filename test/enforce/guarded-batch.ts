import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import { guardBatch, type Slot } from '../../src/enforce/batch.ts'
import { createPublicLinks } from '../../src/enforce/links.ts'
import { authorityOf } from '../fixtures/principal.ts'

const links = createPublicLinks('https://gate.example/fhir', ['http://inside:8080/base'])

/** What is made of the server's answer to a batch of these slots. */
export function guardedBatch(slots: readonly Slot[], bundle: object) {
  const inspection = {
    links,
    base: links.publicUrl,
    count: { passed: 0, removed: 0 },
    grants: undefined,
    authority: authorityOf(loadDefinitions('R4')),
  }
  const rewriter = guardBatch('batch', slots, inspection)
  const bytes = [...rewriter.push(Buffer.from(JSON.stringify(bundle))), ...rewriter.end()]
  return JSON.parse(Buffer.concat(bytes).toString())
}
