import { afterAll, beforeAll } from 'vitest'
import { type Issuer, startIssuer } from '../../../demo/issuer/issuer.ts'
import { type HapiServer, startHapi } from '../../../scripts/hapi/start.ts'
import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'
import { freePort, startGateway, type TestGateway } from '../../fixtures/gateway.ts'
import { type Caller, policy } from './callers.ts'
import { type Recorder, startRecorder } from './recorder.ts'
import { seedWorld } from './seed-world.ts'
import { type World, worldOf } from './world.ts'

/** A real server of one FHIR version with the world in it, what reaches it recorded, and the gateway before both. */
export interface Place {
  readonly world: World
  readonly base: () => string
  /** The real server itself. */
  readonly behind: () => string
  readonly recorder: () => Recorder
  /** The same one for the same caller; `patientId` where the patient is not of the world. */
  readonly token: (caller: Pick<Caller, 'scope' | 'patient' | 'roles'> & { patientId?: string }) => Promise<string>
}

export function usePlace(version: FhirVersion): Place {
  const world = worldOf(version)
  let hapi: HapiServer
  let recorder: Recorder
  let issuer: Issuer
  let gateway: TestGateway
  const tokens = new Map<string, Promise<string>>()
  beforeAll(async () => {
    hapi = await startHapi({ version, anyIds: true })
    await seedWorld(hapi.baseUrl, world)
    recorder = await startRecorder(hapi.baseUrl)
    const port = await freePort()
    issuer = await startIssuer({ audience: `http://127.0.0.1:${port}/fhir`, lifetime: 3600 })
    const sections = { upstream: { fhirVersion: version } }
    gateway = await startGateway({ upstreamUrl: recorder.url, issuer: issuer.issuer, sections, policy }, port)
  })
  afterAll(async () => {
    await gateway?.close()
    await recorder?.stop()
    await issuer?.stop()
    await hapi?.stop()
  })
  return {
    world,
    base: () => gateway.base,
    behind: () => hapi.baseUrl,
    recorder: () => recorder,
    token: ({ scope, patient, roles, patientId }) => {
      const key = JSON.stringify([scope, patient, roles, patientId])
      const minted =
        tokens.get(key) ??
        issuer.mint({
          scope,
          client_id: `app-${tokens.size}`,
          ...(roles && { roles }),
          ...(patientId && { patient: patientId }),
          ...(patient && { patient: world.first('Patient', patient).id }),
        })
      tokens.set(key, minted)
      return minted
    },
  }
}
