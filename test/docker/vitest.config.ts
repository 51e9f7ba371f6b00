import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../patience.ts'

// With hadolint, and with the packages that the image would hold: not part of the ordinary run.
export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/docker/tools/**/*.test.ts'],
    ...patience,
    hookTimeout: 300_000,
  },
})
