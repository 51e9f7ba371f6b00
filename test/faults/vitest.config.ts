import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../patience.ts'

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/faults/*.test.ts'],
    globalSetup: ['test/faults/setup.ts'],
    reporters: ['verbose'],
    ...patience,
    maxWorkers: 2,
    maxConcurrency: 3,
  },
})
