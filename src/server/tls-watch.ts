import { type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'
import type { Server } from 'node:tls'
import { remarkOnValidity } from '../config/files/validity.ts'
import type { Log } from '../observe/log.ts'
import type { TlsSettings } from './settings.ts'
import { readSecureOptions, type SecureOptions, sameSecureOptions } from './tls.ts'

/** Milliseconds. A pair is written as two files: wait for the second. */
const SETTLE = 200
/** Milliseconds. Some file systems tell nothing; then this finds the change. */
const POLL = 10_000
/** Milliseconds. How often it is said again that a certificate ends. */
const REMIND = 24 * 60 * 60 * 1000

/**
 * Puts a renewed certificate in force for new handshakes; open connections keep theirs and are not touched. A pair that
 * does not load leaves the old one in force. At the start, at every renewal and every day the log says if the certificate is
 * about to end. Directories are watched, not files, because Kubernetes swaps a symbolic link beside them.
 *
 * @returns what stops the watching.
 */
export function watchCertificate(settings: TlsSettings, server: Server, initial: SecureOptions, log: Log): () => void {
  let current = initial
  let settle: NodeJS.Timeout | undefined

  function reload(): void {
    try {
      const next = readSecureOptions(settings)
      if (sameSecureOptions(current, next)) return
      server.setSecureContext(next)
      current = next
      log.info('certificate renewed')
      remind()
    } catch (error) {
      log.error('certificate not renewed, the old one stays', { code: codeOf(error) })
    }
  }
  function changed(): void {
    clearTimeout(settle)
    settle = setTimeout(reload, SETTLE)
    settle.unref()
  }

  function remind(): void {
    const detail = remarkOnValidity(current.cert, Date.now())
    if (detail !== undefined) log.warn('certificate to be renewed', { detail })
  }

  remind()
  const files = [settings.cert, settings.key, ...(settings.clientCa === undefined ? [] : [settings.clientCa])]
  const watchers = [...new Set(files.map(dirname))].flatMap((directory) => watchDirectory(directory, changed, log))
  const poll = setInterval(reload, POLL)
  poll.unref()
  const daily = setInterval(remind, REMIND)
  daily.unref()
  return () => {
    for (const watcher of watchers) watcher.close()
    clearInterval(poll)
    clearInterval(daily)
    clearTimeout(settle)
  }
}

function watchDirectory(directory: string, changed: () => void, log: Log): FSWatcher[] {
  try {
    const watcher = watch(directory, { persistent: false }, changed)
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch (error) {
    log.warn('directory cannot be watched, it is polled', { code: codeOf(error) })
    return []
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
}
