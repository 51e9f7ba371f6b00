import { readFile } from '../config/files/read-file.ts'

/** What is wrong with an option or a file, in words for the person at the keyboard. */
export interface Fault {
  readonly fault: string
}

const MAX_BYTES = 256 * 1024 * 1024

export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'fault' in value
}

/** The bytes of a file that an option names. */
export function readNamed(path: string): Buffer | Fault {
  const contents = readFile(path, MAX_BYTES)
  return 'fault' in contents ? { fault: `${path} ${contents.fault}` } : contents.bytes
}
