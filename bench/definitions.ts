import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readTable } from '../src/config/definitions/load-definitions.ts'
import type { FhirVersion } from '../src/fhir/definitions/definitions.ts'
import { definitionsFrom } from '../src/fhir/definitions/table.ts'
import { compilePath, walk } from '../src/fhir/path-walker.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const VERSIONS: readonly FhirVersion[] = ['R4', 'R4B', 'R5']
const LOOKUPS = 1_000_000

const rows = VERSIONS.map((version) => {
  const before = heapKiB()
  const started = performance.now()
  const table = readTable(version)
  const definitions = definitionsFrom(table)
  const loadMs = performance.now() - started
  const loadedKiB = heapKiB() - before
  for (const type of definitions.resourceTypes) {
    definitions.searchParameters(type)
    definitions.referencePaths(type)
  }
  const unpackedKiB = heapKiB() - before

  const looking = performance.now()
  let found = 0
  for (let i = 0; i < LOOKUPS; i++) if (definitions.searchParameter('Observation', 'patient')) found++
  const lookupNs = ((performance.now() - looking) * 1e6) / found

  const observation = {
    resourceType: 'Observation',
    subject: { reference: 'Patient/1' },
    performer: [{ reference: 'Practitioner/1' }],
  }
  const walkers = definitions
    .compartmentParameters('Patient', 'Observation')
    .map((code) => compilePath(definitions.searchParameter('Observation', code)!.expression!)!)
  const walking = performance.now()
  let values = 0
  for (let i = 0; i < LOOKUPS; i++) for (const walker of walkers) values += walk(walker, observation).length
  const walkNs = ((performance.now() - walking) * 1e6) / LOOKUPS

  return { version, loadMs, loadedKiB, unpackedKiB, lookupNs, compartmentWalkNs: walkNs, found: values / LOOKUPS }
})
console.table(
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === 'number' ? +v.toFixed(1) : v])),
  ),
)

function heapKiB(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1024
}
