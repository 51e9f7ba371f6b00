import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sampleData } from '../../demo/data/sample-data.ts'
import { startFhirServer } from '../../demo/fhir-server/start.ts'
import { startIssuer } from '../../demo/issuer/issuer.ts'
import { freePort, startGateway } from '../fixtures/gateway.ts'

/** A gateway to which everything happens that its metrics tell of. */
export interface BusyGateway {
  /** `host:port` of its metrics. */
  readonly metricsAddress: string
  /** Texts of the traffic that must not show in metrics. */
  readonly secrets: readonly string[]
  /** Sends mixed traffic for so many seconds, with an outage of the FHIR server in the middle. */
  runFor(seconds: number): Promise<void>
  stop(): Promise<void>
}

const PATIENT = 'p01'
const SCOPES = 'patient/Patient.rs patient/Observation.rs patient/Practitioner.r system/*.nonsense'
const INTROSPECTION_TOKEN = 'let-me-ask'
const POLICY = `
apiVersion: gatehouse/v1
kind: Policy
metadata: { version: v0 }
clients: { demo: { name: The client of all tokens } }
rules:
  - { id: everything, effect: permit, match: {} }
  - { id: no-practitioners, effect: deny, mode: shadow, match: { resources: [Practitioner, Patient] } }
`

export async function startBusyGateway(): Promise<BusyGateway> {
  const port = await freePort()
  const audience = `http://127.0.0.1:${port}/fhir`
  const issuer = await startIssuer({ audience, lifetime: 3600, introspectionBearer: INTROSPECTION_TOKEN })
  const fhir = await startFhirServer({ data: sampleData('R4') })
  process.env.GATEHOUSE_TEST_INTROSPECTION = INTROSPECTION_TOKEN
  const introspection = { url: issuer.introspectionEndpoint, bearer: { env: 'GATEHOUSE_TEST_INTROSPECTION' } }
  const sections = {
    issuers: [{ issuer: issuer.issuer, introspection }],
    upstream: { health: { interval: '1s' } },
    rateLimit: { default: { rps: 30, burst: 10, key: 'client' } },
  }
  const gateway = await startGateway(
    { upstreamUrl: fhir.url, issuer: issuer.issuer, sections, policy: POLICY, runtime: true },
    port,
  )
  const reader = await issuer.mint({ scope: SCOPES, patient: PATIENT })
  const clinician = await issuer.mint({ scope: 'user/*.rs' })

  async function ask(method: string, target: string, token?: string): Promise<void> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(gateway.base + target, { method, headers })
    await response.arrayBuffer()
  }

  async function once(round: number): Promise<void> {
    const opaque = issuer.mintOpaque({ scope: 'user/Patient.r' })
    const fresh = await issuer.mint({ scope: SCOPES, patient: PATIENT })
    await Promise.all([
      ask('GET', `/Patient/${PATIENT}`, reader),
      ask('GET', `/Observation?patient=${PATIENT}&_include=Observation:performer`, fresh),
      ask('GET', '/Patient/p02', reader),
      ask('GET', '/Observation?_count=20', clinician),
      ask('GET', '/Patient/p03', opaque),
      ask('GET', '/Condition?patient=p01', reader),
      ask('DELETE', '/Observation/o1', clinician),
      ask('GET', '/Patient/p01', `${reader.slice(0, -4)}${String(round).padStart(4, 'A')}`),
      ask('GET', '/Patient/p01'),
      ask('GET', '/Patient/../secrets', reader),
    ])
  }

  return {
    metricsAddress: new URL(gateway.adminUrl).host,
    secrets: [PATIENT, 'p02', reader, clinician, INTROSPECTION_TOKEN],
    async runFor(seconds) {
      const start = performance.now()
      const elapsed = () => (performance.now() - start) / 1000
      for (let round = 0; elapsed() < seconds; round++) {
        await once(round)
        if (round % 20 === 10) {
          writeFileSync(join(gateway.folder, 'policy.yaml'), POLICY.replace('v0', `v${round}`))
          gateway.reload()
        }
        const third = Math.floor((elapsed() / seconds) * 3)
        fhir.misbehave(third === 1 && round % 2 === 0 ? { reset: true } : { ignoreParameters: ['patient'] })
        // The pace of the traffic, not a wait for anything.
        await delay(100)
      }
      fhir.misbehave({})
    },
    async stop() {
      await gateway.close()
      await Promise.all([fhir.stop(), issuer.stop()])
    },
  }
}
