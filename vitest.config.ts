import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/hapi/**',
      'test/idp/**',
      'test/faults/**',
      'test/differential/**',
      'test/prometheus/**',
      'test/helm/**',
      'test/docker/tools/**',
    ],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // The machine this runs on is small; more workers than cores only makes socket tests slow.
    maxWorkers: 2,
  },
})
