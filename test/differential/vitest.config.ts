import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../patience.ts'

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/differential/**/*.test.ts'],
    ...patience,
    hookTimeout: 300_000,
    maxWorkers: 1,
    fileParallelism: false,
    isolate: false,
  },
})
