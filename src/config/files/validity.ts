import { X509Certificate } from 'node:crypto'

const DAY = 24 * 60 * 60 * 1000
/** An end is near when less than this is left, and less than this share of a life: those of a week are renewed in days. */
const NEAR = { time: 21 * DAY, share: 1 / 5 }
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/**
 * What is to be said about the dates of the certificates in a PEM file, of the one that ends first; undefined where there is
 * nothing to be said, or no certificate.
 *
 * @param now milliseconds since the epoch
 */
export function remarkOnValidity(pem: Buffer, now: number): string | undefined {
  const lives = (pem.toString('latin1').match(PEM) ?? []).flatMap(lifeOf).sort((a, b) => a.until - b.until)
  const [first] = lives
  if (first === undefined) return undefined
  if (first.until <= now) return `expired on ${dayOf(first.until)}`
  const early = lives.find(({ from }) => from > now)
  if (early !== undefined) return `is not valid before ${dayOf(early.from)}`
  const left = first.until - now
  const isNear = left < NEAR.time && left < (first.until - first.from) * NEAR.share
  return isNear ? `expires on ${dayOf(first.until)}` : undefined
}

function lifeOf(block: string): readonly { readonly from: number; readonly until: number }[] {
  try {
    const { validFrom, validTo } = new X509Certificate(block)
    return [{ from: Date.parse(validFrom), until: Date.parse(validTo) }]
  } catch {
    return []
  }
}

/** A day as people write it, in UTC. */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
