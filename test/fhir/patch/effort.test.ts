import { expect, test } from 'vitest'
import { loadElements } from '../../../src/config/definitions/load-elements.ts'
import type { Effort } from '../../../src/fhir/patch/effort.ts'
import { applyFhirOperation } from '../../../src/fhir/patch/fhirpath-patch.ts'
import { readFhirPatch } from '../../../src/fhir/patch/fhirpath-patch-syntax.ts'
import { applyJsonOperation } from '../../../src/fhir/patch/json-patch.ts'
import { readJsonPatch } from '../../../src/fhir/patch/json-patch-syntax.ts'
import { documentSlot } from '../../../src/fhir/patch/tree.ts'
import { writeDocument } from '../../../src/fhir/patch/write.ts'
import { isRefusal } from '../../../src/fhir/refusal.ts'
import { bodyOf, operation, parameters } from './fixtures/patching.ts'

const elements = loadElements('R4')
const stored = bodyOf({ resourceType: 'Patient', id: '1', name: [{ given: ['A'] }, {}], a: { b: [1, { c: 1.5 }] } })

function json(effort: Effort, patch: object | string): string | undefined {
  const text = typeof patch === 'string' ? patch : JSON.stringify(patch)
  const read = readJsonPatch(bodyOf(`[${text}]`, 'array'), effort)
  if (isRefusal(read)) return undefined
  const root = documentSlot(stored.bytes)
  return applyJsonOperation(root, read[0]!, effort) === undefined ? textOf(root) : undefined
}

function fhirPath(effort: Effort, patch: object): string | undefined {
  const read = readFhirPatch(bodyOf(parameters(patch)), effort)
  if (isRefusal(read)) return undefined
  const root = documentSlot(stored.bytes)
  return applyFhirOperation(root, read[0]!, { elements, effort }) === undefined ? textOf(root) : undefined
}

function textOf(root: ReturnType<typeof documentSlot>): string | undefined {
  return writeDocument(root, 1 << 20)?.toString()
}

const text = { valueString: 'B' }

test.each<[string, (effort: Effort) => string | undefined]>([
  ['add', (effort) => json(effort, { op: 'add', path: '/x', value: { y: [{ z: 1 }] } })],
  ['replace', (effort) => json(effort, { op: 'replace', path: '/a/b/0', value: [[]] })],
  ['move', (effort) => json(effort, { op: 'move', from: '/a/b/1', path: '/name/0/x' })],
  ['copy', (effort) => json(effort, { op: 'copy', from: '/a', path: '/name/-' })],
  ['test', (effort) => json(effort, '{"op":"test","path":"/a","value":{"b":[1.0,{"c":15e-1}]}}')],
  ['test of what was written otherwise', (effort) => json(effort, { op: 'test', path: '/id', value: '1' })],
  ['FHIRPath add', (effort) => fhirPath(effort, operation('add', 'Patient.name[0]', { name: 'given', value: text }))],
  [
    'FHIRPath insert',
    (effort) => fhirPath(effort, operation('insert', 'Patient.name[0].given', { value: text, index: 0 })),
  ],
])('%s is done whole, or takes more than there is', (_, patched) => {
  const whole = patched({ left: 1 << 20 })
  expect(whole).toBeDefined()
  let done = 0
  for (let left = 0; left < 16_000; left += 3) {
    const effort = { left }
    const result = patched(effort)
    if (effort.left < 0) continue
    done++
    expect(result).toBe(whole)
  }
  expect(done).toBeGreaterThan(0)
})
