import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadDefinitions } from '../../src/config/definitions/load-definitions.ts'
import type { FhirVersion } from '../../src/fhir/definitions/definitions.ts'
import type { Backend } from './backend.ts'
import { runBundle } from './bundle/run.ts'
import { type FhirAnswer, type FhirRequest, failure, isFailure } from './message.ts'
import { answeredInstead, type Misbehaviour, misread, misstated } from './misbehaviour.ts'
import { createPages } from './pages.ts'
import { linkBase, readRequest } from './receive.ts'
import { type RecordedRequest, record } from './record.ts'
import type { Resource } from './resource.ts'
import { handle } from './router.ts'
import { createStore, type Store } from './store.ts'
import { send } from './wire.ts'

export interface FhirServerOptions {
  /** Default R4. */
  readonly version?: FhirVersion
  /** Default 0: any free one. Always on loopback. */
  readonly port?: number
  /** What is there from the start, each with an id. */
  readonly data?: readonly Resource[]
  /** When set, only requests with this as their bearer token are served. */
  readonly credential?: string
  readonly misbehave?: Misbehaviour
  /** The base of all links. Default: from `X-Forwarded-Proto`, `-Host` and `-Prefix`, else from `Host`. */
  readonly base?: string
}

export interface FhirServer {
  /** The base, without a slash at the end. */
  readonly url: string
  readonly store: Store
  /** Every request whose head came in, in order. */
  readonly requests: RecordedRequest[]
  /** How it does wrong from now on; `{}` = behave. */
  misbehave(how: Misbehaviour): void
  /** Ends all connections. */
  stop(): Promise<void>
}

const MOUNT = '/fhir'

/** Starts an in-memory FHIR server for the demo and the tests. It does not care who asks. */
export async function startFhirServer(options: FhirServerOptions = {}): Promise<FhirServer> {
  const backend = { definitions: loadDefinitions(options.version ?? 'R4'), store: createStore(), pages: createPages() }
  for (const resource of options.data ?? []) backend.store.write(resource.resourceType, resource.id!, 'PUT', resource)
  const requests: RecordedRequest[] = []
  let wrong = options.misbehave ?? {}

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const recorded = await record(incoming, requests)
    if (!recorded.complete) return
    const base = options.base ?? linkBase(recorded.headers, MOUNT)
    const answer = answerTo(recorded, base, backend, options.credential, wrong)
    await send(response, answer, { head: recorded.method === 'HEAD', base, wrong })
  }
  const server = createServer((incoming, response) => void serve(incoming, response))
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${MOUNT}`,
    store: backend.store,
    requests,
    misbehave: (how) => {
      wrong = how
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function answerTo(
  recorded: RecordedRequest,
  base: string,
  backend: Backend,
  credential: string | undefined,
  wrong: Misbehaviour,
): FhirAnswer {
  const instead = answeredInstead(wrong)
  if (instead) return instead
  if (credential !== undefined && recorded.headers.authorization !== `Bearer ${credential}`) {
    return {
      ...failure(401, 'login', 'Wrong credential'),
      headers: { 'www-authenticate': 'Bearer realm="demo-store"' },
    }
  }
  const request = readRequest(recorded, base, MOUNT)
  return misstated(isFailure(request) ? request : answer(misread(request, wrong), backend), base, wrong)
}

function answer(request: FhirRequest, backend: Backend): FhirAnswer {
  const toBase = request.path.length === 0 && request.method === 'POST'
  try {
    return toBase ? runBundle(request, backend) : handle(request, backend)
  } catch (error) {
    return failure(500, 'exception', String((error as Error).stack))
  }
}
