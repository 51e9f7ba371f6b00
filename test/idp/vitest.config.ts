import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: resolve(import.meta.dirname, '../..'),
    include: ['test/idp/**/*.test.ts'],
    globalSetup: ['test/idp/keycloak/setup.ts'],
    // Every test is told as it ends: a run takes minutes.
    reporters: ['verbose'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One server with one realm, whose keys change: suites take turns.
    maxWorkers: 1,
    fileParallelism: false,
    // The gateway is loaded once for all of them.
    isolate: false,
  },
})
