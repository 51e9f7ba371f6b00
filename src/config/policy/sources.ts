import { dirname, join, resolve } from 'node:path'
import type { Surroundings } from '../files/resolve.ts'
import { readYaml, type YamlSource } from '../files/yaml.ts'
import type { Path, Problem } from '../problems/problem.ts'

/** One file of a policy. */
export interface PolicyFile {
  /** As problems name it. */
  readonly name: string
  readonly absolute: string
  readonly text: string
  readonly yaml: YamlSource
  /** Whether the configuration names it; else another file includes it. */
  readonly isMain: boolean
}

export interface PolicyFiles {
  readonly files: readonly PolicyFile[]
  /** Every file that is named was found and could be read. */
  readonly isWhole: boolean
  readonly problems: readonly Problem[]
}

const MAX_BYTES = 4 * 1024 * 1024
const MAX_TOTAL_BYTES = 8 * 1024 * 1024
const MAX_FILES = 100
const MAX_DEPTH = 5

interface Including {
  readonly by: PolicyFile
  readonly path: Path
  readonly depth: number
}

/**
 * The policy file at `absolute` and all that it includes, each once, in the order they are met. How many, how deep and
 * how large they are is bounded. That the first one can be read is checked where the configuration names it.
 */
export function readPolicyFiles(name: string, absolute: string, around: Surroundings): PolicyFiles {
  const files: PolicyFile[] = []
  const problems: Problem[] = []
  let total = 0
  let isWhole = true

  function visit(name: string, absolute: string, including: Including | undefined): void {
    const fault = faultOf(absolute, including)
    if (fault !== undefined) {
      const { by, path } = including!
      problems.push(by.yaml.at(path, 'value', fault))
      return
    }
    const contents = around.readFile(absolute, Math.min(MAX_BYTES, MAX_TOTAL_BYTES - total))
    if ('fault' in contents) {
      isWhole = false
      const remedy = { what: contents.fault, expected: 'the path of a policy file, relative to this one' }
      if (including !== undefined) problems.push(including.by.yaml.at(including.path, 'value', remedy))
      return
    }
    total += contents.bytes.length
    const text = contents.bytes.toString('utf8')
    const file = { name, absolute, text, yaml: readYaml(text, name), isMain: including === undefined }
    files.push(file)
    problems.push(...file.yaml.problems)
    isWhole &&= !file.yaml.broken
    const depth = (including?.depth ?? 0) + 1
    for (const [index, path] of includesOf(file).entries()) {
      const target = resolve(dirname(absolute), path)
      visit(join(dirname(name), path), target, { by: file, path: ['include', index], depth })
    }
  }

  function faultOf(absolute: string, including: Including | undefined) {
    if (files.some((file) => file.absolute === absolute)) {
      return { what: 'is already part of the policy', expected: 'each file once, without cycles' }
    }
    if ((including?.depth ?? 0) > MAX_DEPTH) {
      return { what: 'is included too deeply', expected: `at most ${MAX_DEPTH} levels of include` }
    }
    if (files.length < MAX_FILES) return undefined
    return { what: 'would be one file too many', expected: `at most ${MAX_FILES} files in a policy` }
  }

  visit(name, absolute, undefined)
  return { files, isWhole, problems }
}

/** The paths that a file includes, as far as they are text; what else is there is reported with the other sections. */
function includesOf({ yaml: { data } }: PolicyFile): readonly string[] {
  if (typeof data !== 'object' || data === null || !('include' in data) || !Array.isArray(data.include)) return []
  return data.include
    .slice(0, MAX_FILES)
    .map((path) => (typeof path === 'string' ? path : ''))
    .filter((path) => path !== '')
}
