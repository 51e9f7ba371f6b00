import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const minutes = 60_000

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/hapi/**/*.test.ts'],
    globalSetup: ['test/hapi/setup.ts'],
    // Every test is told as it ends: a run takes minutes.
    reporters: ['verbose'],
    testTimeout: minutes,
    hookTimeout: 10 * minutes,
    // One server with one memory: suites take turns.
    maxWorkers: 1,
    fileParallelism: false,
  },
})
