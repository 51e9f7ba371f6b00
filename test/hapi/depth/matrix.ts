import { afterAll, describe, expect, it } from 'vitest'
import { loadDefinitions } from '../../../src/config/definitions/load-definitions.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { tally } from './ask.ts'
import { type Caller, callers } from './callers.ts'
import type { Place } from './place.ts'
import { changedBehind } from './stored.ts'
import { sweep } from './sweep.ts'
import { instanceWays, operationWays } from './ways/instances.ts'
import { parameterWays } from './ways/parameters.ts'
import { searchWays } from './ways/searches.ts'
import type { Way } from './ways/way.ts'
import { bundleWays, writeWays } from './ways/writes.ts'

const versions: readonly FhirVersion[] = ['R4', 'R4B', 'R5']
/** Every way as every caller, in R4B as well: takes a quarter of an hour. */
export const whole = process.env.GATEHOUSE_HAPI_WHOLE !== undefined

const patience = (whole ? 30 : 4) * 60_000

/** Each way in, as each caller: no answer holds anything of what they may not see. */
export function testMatrix(place: Place): void {
  const { version } = place.world
  const groups: readonly (readonly [string, readonly Way[]])[] = [
    ['what can be named', byTurns(instanceWays)],
    ['operations', byTurns(operationWays)],
    ['searches', searchWays],
    ['each search parameter', parameterWays(loadDefinitions(version))],
    ['bundles that read', byTurns(bundleWays)],
    ['whatever changes something', byTurns(writeWays)],
  ]
  describe.each(groups)(`${version}: %s`, (group, ways) => {
    it.each(callers)(
      'tells $name nothing of what they may not see',
      async (caller) => {
        const { findings, fruitful } = await sweep(place, caller, ofTurn(ways, caller, version))
        expect(findings).toEqual([])
        if (group === 'searches') expect(fruitful).toBeGreaterThan(0)
      },
      patience,
    )
  })

  describe(`${version}: afterwards`, () => {
    it.each(callers)('all is as it was of what $name may not see', async (caller) => {
      expect(await changedBehind(place, caller)).toEqual([])
    })
  })

  afterAll(() => {
    const statuses = [...tally.statuses].sort().map(([status, count]) => `${count} × ${status}`)
    process.stderr.write(
      `hapi ${version}: ${tally.requests} requests, ${tally.bytes} bytes searched; ${statuses.join(', ')}\n`,
    )
  })
}

/** So that each way is asked by some callers in each version. */
const byTurns = (ways: readonly Way[]) => ways.map((way) => ({ oneOf: versions.length, ...way }))

/** All of a short run's ways: those that are asked by turns go round callers and versions. */
function ofTurn(ways: readonly Way[], caller: Caller, version: FhirVersion): readonly Way[] {
  const turn = callers.indexOf(caller) + versions.indexOf(version)
  return ways
    .filter((way) => way.versions?.includes(version) ?? true)
    .filter(({ oneOf = 1 }, index) => whole || (index + turn) % oneOf === 0)
}
