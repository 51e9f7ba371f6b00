import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../patience.ts'

// With a real helm, which is built where it is missing: not part of the ordinary run.
export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/helm/**/*.test.ts'],
    ...patience,
    hookTimeout: 600_000,
    globalSetup: ['test/helm/setup.ts'],
    maxWorkers: 2,
  },
})
