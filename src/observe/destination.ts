import { pino } from 'pino'

/** Bytes that may wait to be written; what comes then is lost, rather than memory without end. */
const MAX_WAITING = 16 * 1024 * 1024

type Destination = ReturnType<typeof pino.destination>

/**
 * A file by its path, or an open descriptor, that lines are written to in the background. A disk that is full must not end the
 * gateway: what cannot be written waits for the next line, within the bound. Nor may it keep the gateway from ending:
 * flushSync, which pino calls at exit too, tries the same bytes again until they are taken.
 * @param failed called each time that something could not be written
 */
export function openDestination(dest: string | number, failed: () => void): Destination {
  const output = pino.destination({ dest, sync: false, mkdir: typeof dest === 'string', maxLength: MAX_WAITING })
  const flushSync = output.flushSync.bind(output)
  let isTaken = true
  output.on('error', () => {
    isTaken = false
    failed()
  })
  output.on('write', () => {
    isTaken = true
  })
  output.flushSync = () => {
    if (isTaken) flushSync()
  }
  return output
}
