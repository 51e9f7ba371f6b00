import { type HttpMessage, readMessages } from '../fixtures/http-bytes.ts'
import { converse } from '../fuzz/wire/converse.ts'

/** Milliseconds; a request that ends its connection is answered long before. */
const PATIENCE = 30_000

/** Sends one request that ends its connection, from an address of ours, and gives the final answers. */
export async function send(url: string, text: string, localAddress = '127.0.0.2'): Promise<readonly HttpMessage[]> {
  const bytes = await converse(url, { parts: [Buffer.from(text, 'latin1')], quiet: PATIENCE, localAddress })
  const bodiless = (line: string) => text.startsWith('HEAD ') || /^HTTP\/1\.1 (1\d\d|204|304)/.test(line)
  return readMessages(bytes, bodiless).messages.filter(({ startLine }) => !startLine.startsWith('HTTP/1.1 1'))
}

export function statusOf({ startLine }: HttpMessage): number {
  return Number(startLine.split(' ')[1])
}
