import { resolve } from 'node:path'
import type { Path, Report } from '../problems/problem.ts'
import { readPrivateKey } from './private-key.ts'
import { MAX_FILE_BYTES, type ReadFile } from './read-file.ts'
import {
  isReference,
  type PathReference,
  type PrivateKeyReference,
  type Resolved,
  type SecretForm,
  type SecretReference,
} from './references.ts'
import { createSecret, type Secret } from './secret.ts'

/** Where secrets and files are looked up. */
export interface Surroundings {
  /** Directory that relative paths start from. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly readFile: ReadFile
}

const MAX_SECRET_BYTES = 16 * 1024

/** `value` with its secrets read and its paths made absolute. What cannot be found is reported at its place. */
export function resolveReferences<T>(value: T, around: Surroundings, report: Report, path: Path = []): Resolved<T> {
  return resolveValue(value, around, report, path) as Resolved<T>
}

function resolveValue(value: unknown, around: Surroundings, report: Report, path: Path): unknown {
  if (typeof value !== 'object' || value === null || value instanceof URL) return value
  if (Array.isArray(value)) return value.map((item, index) => resolveValue(item, around, report, [...path, index]))
  if (!isReference(value)) {
    const entries = Object.entries(value)
    return Object.fromEntries(entries.map(([key, inner]) => [key, resolveValue(inner, around, report, [...path, key])]))
  }
  if (value.reference === 'secret') return readSecret(value, around, report, path)
  if (value.reference === 'private-key') return findPrivateKey(value, around, report, path)
  return findPath(value, around, report, path)
}

function readSecret(
  { from, form }: SecretReference,
  around: Surroundings,
  report: Report,
  path: Path,
): Secret | undefined {
  const found = usable('env' in from ? fromEnvironment(from.env, around) : fromFile(from.file, around), form)
  const place = [...path, 'env' in from ? 'env' : 'file']
  if ('text' in found) return createSecret(found.text)
  const holder = 'env' in from ? 'an environment variable' : 'a file'
  report.problem(place, found.fault, `${holder} with one line of ${named(form)}`)
  return undefined
}

type Found = { readonly text: string } | { readonly fault: string }

function fromEnvironment(name: string, { environment }: Surroundings): Found {
  const text = environment[name]
  return text === undefined ? { fault: 'names an environment variable that is not set' } : { text }
}

/** One final line break belongs to the file, not to the secret. */
function fromFile(file: string, { directory, readFile }: Surroundings): Found {
  const found = readFile(resolve(directory, file), MAX_SECRET_BYTES)
  return 'fault' in found ? found : { text: found.bytes.toString('utf8').replace(/\r?\n$/, '') }
}

/** A secret becomes part of a header or a command, where control characters would begin another one. */
function usable(found: Found, { least = 1, bearer = false }: SecretForm): Found {
  if ('fault' in found) return found
  const { text } = found
  if (text === '') return { fault: 'holds an empty secret' }
  if (/[\u0000-\u001f\u007f]/.test(text)) return { fault: 'holds a secret with control characters' }
  if (/[\ufeff\ufffd]/.test(text)) return { fault: 'holds a secret with a byte order mark, or that is not UTF-8' }
  if (bearer && !/^[\x21-\x7e]+$/.test(text)) return { fault: 'holds a token that no header can carry' }
  return text.length < least ? { fault: 'holds a secret that is short enough to be guessed' } : found
}

function named({ least = 1, bearer = false }: SecretForm): string {
  const text = bearer ? 'visible ASCII without spaces' : 'text'
  return least > 1 ? `${text}, of at least ${least} characters` : text
}

function findPrivateKey(
  { path: file }: PrivateKeyReference,
  { directory, readFile }: Surroundings,
  report: Report,
  path: Path,
): Secret | undefined {
  const contents = readFile(resolve(directory, file), MAX_SECRET_BYTES)
  const key = 'fault' in contents ? contents : readPrivateKey(contents.bytes)
  if ('pem' in key) return createSecret(key.pem)
  report.problem(path, key.fault, 'the path of a private key, as PEM or as a JWK')
  return undefined
}

function findPath(found: PathReference, { directory, readFile }: Surroundings, report: Report, path: Path): string {
  const absolute = resolve(directory, found.path)
  if (found.reference === 'file') {
    const contents = readFile(absolute, MAX_FILE_BYTES)
    if ('fault' in contents) report.problem(path, contents.fault, 'the path of a file, relative to this one')
  }
  return absolute
}
