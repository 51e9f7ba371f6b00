/** Where everything is that the configuration names. */
export interface Places {
  readonly publicUrl: string
  readonly port: number
  readonly upstreamUrl: string
  readonly issuer: string
}

/** The text of the demo's `gatehouse.yaml`, for people to read. */
export function gatehouseYaml({ publicUrl, port, upstreamUrl, issuer }: Places): string {
  return `# The gateway of the demo. Everything that is not here has its default.

server:
  publicUrl: ${publicUrl} # the base that clients use, and the audience of their tokens
  listen: { host: 127.0.0.1, port: ${port} }
  tls: { cert: ca.pem, key: tls.key } # made on the spot, for this machine alone
  timeouts: { drain: 2s }

admin:
  listen: { host: 127.0.0.1, port: 0 }

upstream:
  url: ${upstreamUrl} # the FHIR server that is guarded; it asks nobody who they are
  fhirVersion: R4

issuers:
  - issuer: ${issuer} # whose tokens are believed; its keys are found by discovery

policy: policy.yaml # how refusals look

rateLimit:
  default: { rps: 50, burst: 200, key: client }
  unauthenticated: { rps: 20, burst: 100, key: address }

log:
  decisions: { file: decisions.ndjson } # one line for each denial, beside these files
`
}

/** The text of the demo's `policy.yaml`. */
export const policyYaml = `apiVersion: gatehouse/v1
kind: Policy
metadata: { name: demo }

denial:
  rules:
    # Who may not see Conditions does not even learn that there are any: a search finds none, a read is a 404.
    - match: { resources: [Condition], interactions: [read, search] }
      cause: scope
      style: hidden
`
