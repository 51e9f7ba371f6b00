/** Bytes of an answer, headers included, by its beginning. @returns NaN if it does not say its length */
export function wholeLength(beginning: string): number {
  const end = beginning.indexOf('\r\n\r\n') + 4
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(beginning.slice(0, end))?.[1]
  return end < 4 ? Number.NaN : end + Number(length)
}
