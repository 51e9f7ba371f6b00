import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FileWatch, watchFiles } from '../../src/reload/watch-files.ts'

let folder: string
let watch: FileWatch | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-watch-'))
})
afterEach(() => {
  watch?.close()
  rmSync(folder, { recursive: true })
})

/** A file that holds `text`, as it was read. */
function written(name: string, text: string) {
  const path = join(folder, name)
  writeFileSync(path, text)
  return { path, contents: { bytes: Buffer.from(text) } }
}

test('a file that changes after it was read, and before it is watched, has changed', async () => {
  const read = written('a', '1')
  written('a', '2')
  const changed = vi.fn()
  watch = watchFiles([read], changed)
  await expect.poll(() => changed.mock.calls).toHaveLength(1)
})

test('so has one that comes to those that are watched', async () => {
  const changed = vi.fn()
  const first = written('a', '1')
  watch = watchFiles([first], changed)
  const second = written('b', '1')
  written('b', '2')
  watch.follow([first, second])
  await expect.poll(() => changed.mock.calls).toHaveLength(1)
})

test('what is as it was read has not', async () => {
  vi.useFakeTimers()
  const changed = vi.fn()
  watch = watchFiles([written('a', '1')], changed)
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  expect(changed).not.toHaveBeenCalled()
})
