import { type LoadOptions, loadConfig } from '../load.ts'
import type { ConfigResult } from '../parse.ts'
import { type FileContents, type ReadFile, readFile } from './read-file.ts'

/** A file of the configuration as it was read, or why it could not be. Holds secrets: never to be logged. */
export interface Source {
  readonly path: string
  readonly contents: FileContents
}

export interface LoadedSources {
  readonly result: ConfigResult
  readonly sources: readonly Source[]
}

/** Loads the configuration at `path` and keeps every file that it was made of. */
export function loadWithSources(path: string, options: Pick<LoadOptions, 'readPolicy'> = {}): LoadedSources {
  const sources: Source[] = []
  const recording: ReadFile = (path, maxBytes) => {
    const contents = readFile(path, maxBytes)
    sources.push({ path, contents })
    return contents
  }
  return { result: loadConfig(path, { ...options, readFile: recording }), sources }
}

/** Loads the configuration again from what was kept, whatever the files hold by now. */
export function loadFromSources(
  path: string,
  sources: readonly Source[],
  options: Pick<LoadOptions, 'readPolicy'> = {},
): ConfigResult {
  const kept = new Map(sources.map(({ path, contents }) => [path, received(contents)]))
  return loadConfig(path, {
    ...options,
    readFile: (path) => kept.get(path) ?? { fault: 'was not read by the primary' },
  })
}

/** The channel between processes knows no Buffers; `Buffer.from` also takes what `Buffer.toJSON` gives. */
function received(contents: FileContents): FileContents {
  return 'bytes' in contents ? { bytes: Buffer.from(contents.bytes) } : contents
}
