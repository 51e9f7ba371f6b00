/** What each token must be for haproxy, besides signed. */
export interface TokenCheck {
  readonly issuer: string
  readonly audience: string
  /** The issuer's public key: a PEM file. */
  readonly keyFile: string
}

/** The check as haproxy's makers show it: algorithm, issuer, audience, expiry, signature (RS256). */
function checks({ issuer, audience, keyFile }: TokenCheck): string {
  return `
  http-request deny deny_status 401 unless { http_auth_bearer -m found }
  http-request set-var(txn.alg) http_auth_bearer,jwt_header_query('$.alg')
  http-request set-var(txn.iss) http_auth_bearer,jwt_payload_query('$.iss')
  http-request set-var(txn.aud) http_auth_bearer,jwt_payload_query('$.aud')
  http-request set-var(txn.exp) http_auth_bearer,jwt_payload_query('$.exp','int')
  http-request set-var(txn.now) date()
  http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
  http-request deny deny_status 401 unless { var(txn.iss) -m str ${issuer} }
  http-request deny deny_status 401 unless { var(txn.aud) -m str ${audience} }
  http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
  http-request deny deny_status 401 unless { http_auth_bearer,jwt_verify(txn.alg,"${keyFile}") -m int 1 }
`
}

/** Configuration of haproxy: one thread, connections that stay open, no log. */
export function haproxyConfiguration(port: number, upstream: URL, check?: TokenCheck): string {
  return `
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 600s
  timeout server 600s
  http-reuse always
listen fhir
  bind 127.0.0.1:${port}
${check === undefined ? '' : checks(check)}
  server upstream ${upstream.host}
`
}
