/** Whether these bytes stand in `bytes` at `start`. Short ones: a call of Buffer.compare costs more than looking at them. */
export function areBytesAt(expected: Buffer, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[start + i] !== expected[i]) return false
  return true
}
