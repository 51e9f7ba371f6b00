import { z } from 'zod'
import { cidr } from '../fields/cidr.ts'
import { duration } from '../fields/duration.ts'
import { listen } from '../fields/listen.ts'
import { filePath } from '../fields/reference.ts'
import { size } from '../fields/size.ts'
import { count } from '../fields/text.ts'
import { baseUrl } from '../fields/url.ts'
import { isLoopback } from '../loopback.ts'
import type { Report } from '../problems/problem.ts'

const tls = z.strictObject({
  cert: filePath().describe('PEM file with the certificate and its chain; read again when it changes.'),
  key: filePath().describe('PEM file with the private key of `cert`.'),
  minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).prefault('TLSv1.2').describe('Oldest TLS version that is accepted.'),
  clientAuth: z
    .enum(['none', 'request', 'require'])
    .prefault('none')
    .describe('Whether clients are asked for a certificate, and whether they must have one that clientCa signed.'),
  clientCa: filePath().optional().describe('PEM file with the certificate authorities that sign client certificates.'),
})

const limits = z
  .strictObject({
    url: size({ min: '256B', max: '64KiB' }).prefault('8KiB').describe('Longest request target.'),
    headers: size({ min: '1KiB', max: '1MiB' }).prefault('16KiB').describe('All request headers together.'),
    headerCount: count({ min: 10, max: 2000 }).prefault(100).describe('Most request headers.'),
    body: size({ min: '1KiB', max: '1GiB' }).prefault('10MiB').describe('Longest request body.'),
    bundleEntries: count({ min: 1, max: 100_000 }).prefault(500).describe('Most entries of a batch or transaction.'),
    parameters: count({ min: 1, max: 10_000 }).prefault(100).describe('Most query or form parameters.'),
    orValues: count({ min: 1, max: 10_000 }).prefault(100).describe('Most comma-separated values of a parameter.'),
    includes: count({ min: 0, max: 1000 }).prefault(10).describe('Most _include and _revinclude parameters.'),
    chainDepth: count({ min: 0, max: 20 }).prefault(3).describe('Most steps of a chained parameter or _has.'),
    jsonDepth: count({ min: 8, max: 1000 }).prefault(64).describe('Deepest nesting of a JSON body.'),
    connections: count({ min: 1, max: 1_000_000 }).prefault(10_000).describe('Most open client connections.'),
    connectionsPerAddress: count({ min: 1, max: 1_000_000 })
      .prefault(1000)
      .describe('Most open connections from one address; trustedProxies may use all.'),
    inflight: count({ min: 1, max: 1_000_000 })
      .prefault(2000)
      .describe('Most requests being answered at once; more get 503.'),
    eventLoopDelay: duration({ min: '10ms', max: '1m' })
      .prefault('500ms')
      .describe('How long work may wait for its turn; above it new requests get 503.'),
  })
  .prefault({})

const timeouts = z
  .strictObject({
    headers: duration().prefault('10s').describe('For the request headers to arrive; shorter than `request`.'),
    request: duration().prefault('60s').describe('For the whole request to arrive.'),
    idle: duration().prefault('75s').describe('How long a connection may wait for its next request.'),
    notice: duration({ min: '0s', max: '10m' })
      .prefault('0s')
      .describe('How long new connections are still taken at shutdown, while /readyz says 503.'),
    drain: duration().prefault('20s').describe('How long requests in flight may take to end at shutdown.'),
  })
  .prefault({})

/** `server:` the side that clients see. */
export const serverSchema = z.strictObject(
  {
    publicUrl: baseUrl('the URL that clients use, such as https://fhir.example.org/fhir').describe(
      'The base that clients use: links, audience, DPoP htu. Its path is the mount path.',
    ),
    listen: listen({ host: '0.0.0.0', port: 8443 }).describe('Where clients connect.'),
    tls: tls.optional().describe('Certificate of this listener; absent = plain text.'),
    allowPlainText: z
      .boolean()
      .prefault(false)
      .describe('Insecure: lets a listener without tls, or a publicUrl with http, leave this machine.'),
    trustedProxies: z
      .array(cidr(), { error: 'a list of networks such as [10.0.0.0/8]; trust is never given to everyone or by count' })
      .max(1000)
      .prefault([])
      .describe('Networks of proxies whose X-Forwarded-For and Client-Cert are believed.'),
    workers: z
      .union([z.int().min(1).max(256), z.literal('auto')], { error: 'a whole number from 1 to 256, or auto' })
      .prefault(1)
      .describe('Processes that share the port; auto is one for each core.'),
    limits: limits.describe('What a request may be at most; anything above is refused before work is done on it.'),
    timeouts: timeouts.describe('How long a client may take.'),
  },
  { error: 'a map with publicUrl' },
)

export function checkServer(server: z.output<typeof serverSchema>, report: Report): void {
  const { tls, listen, publicUrl, timeouts, allowPlainText } = server
  if (timeouts.headers >= timeouts.request) {
    report.problem(['timeouts', 'headers'], 'is not shorter than timeouts.request', 'less than timeouts.request')
  }
  if (tls !== undefined && tls.clientAuth === 'require' && tls.clientCa === undefined) {
    report.problem(['tls', 'clientAuth'], 'needs server.tls.clientCa', 'clientCa: FILE beside it, request or none')
  }
  if (tls === undefined && !isLoopback(listen.host)) {
    const here =
      'server listens without TLS beyond this machine (server.allowPlainText): tokens and patient data are readable on the network'
    if (allowPlainText) report.insecure(here)
    else
      report.problem(
        ['listen', 'host'],
        'would serve plain text to other machines',
        'server.tls, a loopback address, or server.allowPlainText: true',
      )
  }
  if (publicUrl.protocol === 'http:' && !isLoopback(publicUrl.hostname)) {
    if (allowPlainText)
      report.insecure('server.publicUrl is http (server.allowPlainText): clients send their tokens in plain text')
    else report.problem(['publicUrl'], 'is an http URL of another machine', 'https, or server.allowPlainText: true')
  }
}
