import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** What a page continues, as a page link holds it. */
export type PackedText = { readonly asked: string } | { readonly packed: string }

/** Characters; longer text is compressed. */
const SHORT = 1024

/** Characters that the longest page link has room for, beside the upstream's own address of the page and what the policy adds. */
const MOST_PACKED = 4608

/** Bytes; what is longer can only be so by repeating itself. */
const MOST_TEXT = 64 * 1024

/**
 * Makes the ASCII text of a request short enough for a page link; undefined when it is too long for any. It is compressed
 * by itself: beside what the caller must not know, the length would tell how much the two have in common.
 */
export function pack(text: string): PackedText | undefined {
  if (text.length <= SHORT) return { asked: text }
  if (text.length > MOST_TEXT) return undefined
  const packed = deflateRawSync(Buffer.from(text, 'latin1'), { level: 9 }).toString('base64url')
  return packed.length > MOST_PACKED ? undefined : { packed }
}

/** The text again. INVARIANT: it was packed here; nobody else can seal. */
export function unpack(page: PackedText): string {
  return 'asked' in page ? page.asked : inflateRawSync(Buffer.from(page.packed, 'base64url')).toString('latin1')
}
