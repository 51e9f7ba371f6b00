import type { Readable } from 'node:stream'
import type { LogTarget } from '../observe/log.ts'

/** Characters; a line that does not end by then is passed on as it is. */
const LONGEST = 1024 * 1024

/**
 * Passes the output of a worker on in whole lines. Workers that wrote to one pipe themselves would tear each other's
 * lines as soon as it is full.
 */
export function relayLines(from: Readable, to: LogTarget): void {
  let rest = ''
  from.setEncoding('utf8')
  from.on('data', (chunk: string) => {
    const end = chunk.lastIndexOf('\n') + 1
    if (end > 0) to.write(rest + chunk.slice(0, end))
    rest = end > 0 ? chunk.slice(end) : rest + chunk
    if (rest.length > LONGEST) flush()
  })
  from.on('end', flush)

  function flush(): void {
    if (rest !== '') to.write(`${rest}\n`)
    rest = ''
  }
}
