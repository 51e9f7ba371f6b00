import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** What was found at a path, or why it cannot be used. The contents never appear in the fault. */
export type FileContents = { readonly bytes: Buffer } | { readonly fault: string }

/** Bytes that a file may have which the configuration names; a secret has less. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024

/** Reads a regular file of at most `maxBytes`. */
export type ReadFile = (path: string, maxBytes: number) => FileContents

export const readFile: ReadFile = (path, maxBytes) => {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const status = fstatSync(descriptor)
    if (!status.isFile()) return { fault: 'is not a file' }
    if (status.size > maxBytes) return { fault: `is larger than ${maxBytes} bytes` }
    const buffer = Buffer.alloc(status.size)
    return { bytes: buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0)) }
  } catch (error) {
    return { fault: faultOf(error) }
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Reads each file once, so that all who ask see the same. */
export function rememberFiles(read: ReadFile): ReadFile {
  const known = new Map<string, FileContents>()
  return (path, maxBytes) => {
    const contents = known.get(path) ?? read(path, maxBytes)
    known.set(path, contents)
    return contents
  }
}

function faultOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist'
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read by this user' : 'cannot be read'
}
