import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type Instruction, readDockerfile, type Stage } from './dockerfile.ts'

const LIMIT_MS = 180_000

/**
 * Does what a Dockerfile says without an engine: every stage is a folder below `folder`, COPY copies into it and RUN runs
 * there with this machine's programs. Where a path is absolute it is meant inside the stage.
 *
 * @param context the folder with what `docker build` would send
 * @returns the folder of the last stage, and that stage
 * @throws Error that names the line when a step fails
 */
export function runSteps(
  dockerfile: string,
  context: string,
  folder: string,
): { readonly root: string; readonly stage: Stage } {
  const stages = readDockerfile(dockerfile)
  const rootOf = (name: string) => join(folder, name)
  for (const { name, instructions } of stages) {
    const root = rootOf(name)
    let directory = root
    mkdirSync(root, { recursive: true })
    for (const instruction of instructions) {
      const within = (path: string) => (isAbsolute(path) ? join(root, path) : join(directory, path))
      if (instruction.name === 'WORKDIR') {
        directory = within(instruction.text)
        mkdirSync(directory, { recursive: true })
      }
      if (instruction.name === 'COPY') {
        const { from } = instruction.flags
        copy(instruction, from === undefined ? context : rootOf(from), within)
      }
      if (instruction.name === 'RUN') run(instruction, directory)
    }
  }
  const stage = stages.at(-1)
  if (stage === undefined) throw new Error('the Dockerfile has no stage')
  return { root: rootOf(stage.name), stage }
}

/** Several sources, or a target with a slash at its end, go into a folder; folders give their contents, as with Docker. */
function copy({ text, line }: Instruction, from: string, within: (path: string) => string): void {
  const words = text.split(/\s+/)
  const target = words.pop() ?? ''
  const into = within(target)
  for (const source of words) {
    const name = source.split('/').at(-1) ?? ''
    const isFolder = words.length > 1 || target.endsWith('/')
    try {
      cpSync(join(from, source), isFolder ? join(into, name) : into, { recursive: true, verbatimSymlinks: true })
    } catch (error) {
      throw new Error(`Dockerfile:${line}: COPY ${source} failed`, { cause: error })
    }
  }
}

function run({ text, line }: Instruction, directory: string): void {
  const done = spawnSync('/bin/sh', ['-c', text], { cwd: directory, encoding: 'utf8', timeout: LIMIT_MS })
  if (done.status === 0) return
  throw new Error(`Dockerfile:${line}: RUN ${text} failed\n${done.stdout}\n${done.stderr ?? done.error}`)
}
