import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../patience.ts'

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/hapi/**/*.test.ts'],
    globalSetup: ['test/hapi/setup.ts'],
    // Every test is told as it ends: a run takes minutes.
    reporters: ['verbose'],
    ...patience,
    hookTimeout: 600_000,
    // One server with one memory: suites take turns.
    maxWorkers: 1,
    fileParallelism: false,
  },
})
