import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { patience } from '../patience.ts'

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/idp/**/*.test.ts'],
    globalSetup: ['test/idp/keycloak/setup.ts'],
    // Every test is told as it ends: a run takes minutes.
    reporters: ['verbose'],
    ...patience,
    // One server with one realm, whose keys change: suites take turns.
    maxWorkers: 1,
    fileParallelism: false,
    // The gateway is loaded once for all of them.
    isolate: false,
  },
})
