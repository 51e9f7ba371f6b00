import { failureAnswer } from '../denial/failures.ts'
import type { Answer } from '../message.ts'
import { rememberMetadata } from './issuer-metadata.ts'
import { type Finding, lintSmart } from './lint.ts'
import { oauthUrisOf } from './oauth-uris.ts'
import { protectedResource } from './protected-resource.ts'
import type { Document, IssuerDocument, Site } from './site.ts'
import { smartDocument } from './smart-document.ts'

/** The documents that the gateway serves of itself, by the last segment of their path. */
export type DocumentName = 'smart-configuration' | 'oauth-protected-resource'

export interface Discovery {
  /** 200 with the document, or 503 while what it needs of the issuer cannot be had. */
  answer(name: DocumentName): Promise<DocumentAnswer>
  /** Addresses of the authorization server, as far as they are known. */
  oauthUris(): Promise<ReturnType<typeof oauthUrisOf>>
}

type DocumentAnswer = Pick<Answer, 'status' | 'body'> & { readonly headers: Readonly<Record<string, string>> }

export interface DiscoveryOptions {
  readonly site: Site
  /** Asks the first issuer for its metadata; undefined while it cannot be had. */
  readonly issuerMetadata: () => Promise<IssuerDocument | undefined>
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number
  /** Told what is missing or contradictory, once for each state of the document. */
  readonly found: (findings: readonly Finding[]) => void
}

/** Serves the SMART configuration and the protected-resource metadata (SMART App Launch 2.2 "Conformance", RFC 9728). */
export function createDiscovery({ site, issuerMetadata, monotonic, found }: DiscoveryOptions): Discovery {
  let told = ''
  const metadata = rememberMetadata({
    fetch: issuerMetadata,
    monotonic,
    came(document) {
      const findings = lintSmart(smartDocument(document, site), site, document)
      const now = JSON.stringify(findings)
      if (now !== told) found(findings)
      told = now
    },
  })

  /** Undefined without a token endpoint: a client could do nothing with the rest. */
  async function smart(): Promise<Document | undefined> {
    const document = smartDocument((await metadata.current()) ?? {}, site)
    return 'token_endpoint' in document ? document : undefined
  }

  return {
    async answer(name) {
      const document = await smart()
      if (name === 'oauth-protected-resource') return answerWith(protectedResource(document, site))
      return document === undefined ? failureAnswer('ISSUER_UNREACHABLE') : answerWith(document)
    },
    oauthUris: async () => oauthUrisOf(await smart()),
  }
}

/** JSON whatever the Accept header says (SMART App Launch 2.2, "Conformance"; RFC 9728 §3.2). */
function answerWith(document: Document): DocumentAnswer {
  const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }
  return { status: 200, headers, body: JSON.stringify(document) }
}
