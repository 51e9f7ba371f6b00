import type { IssuerDocument } from './site.ts'

/** An issuer's metadata as it was last had. */
export interface RememberedMetadata {
  /** Undefined until the issuer has answered once; old ones serve while a newer one is fetched. */
  current(): Promise<IssuerDocument | undefined>
}

/** Anyone may ask, so the issuer is asked at most this often, whether it answers or not. Milliseconds. */
const FRESH_FOR = 300_000
const RETRY_AFTER = 10_000

export interface MetadataOptions {
  /** Asks the issuer; undefined when it cannot be had. */
  readonly fetch: () => Promise<IssuerDocument | undefined>
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number
  /** Told of each document that came, before anyone gets it. */
  readonly came: (metadata: IssuerDocument) => void
}

export function rememberMetadata({ fetch, monotonic, came }: MetadataOptions): RememberedMetadata {
  let known: IssuerDocument | undefined
  let askAgainAt = Number.NEGATIVE_INFINITY
  let underWay: Promise<void> | undefined

  async function refresh(): Promise<void> {
    const metadata = await fetch()
    askAgainAt = monotonic() + (metadata === undefined ? RETRY_AFTER : FRESH_FOR)
    if (metadata === undefined) return
    known = metadata
    came(metadata)
  }

  return {
    async current() {
      if (monotonic() >= askAgainAt) {
        underWay ??= refresh().finally(() => {
          underWay = undefined
        })
        if (known === undefined) await underWay
      }
      return known
    },
  }
}
