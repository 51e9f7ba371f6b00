import type { LogTarget } from './log.ts'

/** Characters, and milliseconds: what was gathered is written when it is this long, or this old. */
const ENOUGH = 32 * 1024
const LONGEST_WAIT = 100

/** A target that has lines wait for each other. */
export interface GatheringTarget extends LogTarget {
  writeLater(line: string): void
  flushSync(): void
}

/**
 * Writes the lines that may wait together, as each write costs more than the line that it writes. They are late by at most
 * 100 ms, and none is late when it is flushed. Lines stay in order: one that may not wait takes along what was gathered.
 */
export function gather(output: LogTarget): GatheringTarget {
  let gathered = ''
  let isTimed = false

  function pass(): void {
    const text = gathered
    gathered = ''
    if (text !== '') output.write(text)
  }
  function passInTime(): void {
    isTimed = false
    pass()
  }

  return {
    write(line) {
      gathered += line
      pass()
    },
    writeLater(line) {
      gathered += line
      if (gathered.length >= ENOUGH) return pass()
      if (!isTimed) setTimeout(passInTime, LONGEST_WAIT).unref()
      isTimed = true
    },
    flushSync() {
      pass()
      output.flushSync?.()
    },
    on: (event, listener) => output.on?.(event, listener),
  }
}
