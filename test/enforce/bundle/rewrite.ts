import { type BundleHandlers, type BundleLimits, createBundleRewriter } from '../../../src/enforce/bundle/rewriter.ts'

/** The answer that is made of a document fed in chunks of `size` bytes. */
export function rewrite(
  document: string | Buffer,
  handlers: Partial<BundleHandlers> = {},
  limits: Partial<BundleLimits> = {},
  size = 1000,
): string {
  const rewriter = createBundleRewriter(
    { entryBytes: 100_000, memberBytes: 100_000, depth: 64, ...limits },
    { onEntry: () => 'keep', onMember: () => 'keep', ...handlers },
  )
  const bytes = Buffer.from(document as string)
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) out.push(...rewriter.push(bytes.subarray(at, at + size)))
  out.push(...rewriter.end())
  return Buffer.concat(out).toString()
}
