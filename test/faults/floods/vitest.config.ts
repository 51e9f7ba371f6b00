import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../../patience.ts'

/** What is measured here needs the machine for itself. */
export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../../..'),
    include: ['test/faults/floods/*.test.ts'],
    reporters: ['verbose'],
    ...patience,
    maxWorkers: 1,
  },
})
