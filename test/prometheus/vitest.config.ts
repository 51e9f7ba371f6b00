import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../patience.ts'

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/prometheus/**/*.test.ts'],
    reporters: ['verbose'],
    ...patience,
    fileParallelism: false,
  },
})
