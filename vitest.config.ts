import { defineConfig } from 'vitest/config'
import { patience } from './test/patience.ts'

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
    ...patience,
    // The machine this runs on is small; more workers than cores only makes socket tests slow.
    maxWorkers: 2,
  },
})
