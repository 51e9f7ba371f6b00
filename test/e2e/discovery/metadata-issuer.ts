import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface MetadataIssuer {
  readonly issuer: string
  stop(): Promise<void>
}

/** An issuer that says of itself what `describe` makes of its address. */
export async function startMetadataIssuer(describe: (issuer: string) => object): Promise<MetadataIssuer> {
  const server = createServer((request, response) => {
    const known = request.url === '/.well-known/openid-configuration'
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
    response.end(known ? JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, ...describe(issuer) }) : '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
