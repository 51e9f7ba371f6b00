import { resolve } from 'node:path'
import { mergeConfig } from 'vitest/config'
import suite from '../../vitest.config.ts'

export default mergeConfig(suite, {
  test: {
    root: resolve(import.meta.dirname, '../..'),
    // Measured code is slower; what a time bound protects is held by `npm test`.
    testTimeout: 60_000,
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json', 'html'],
      reportsDirectory: '.cache/coverage',
      reportOnFailure: true,
    },
  },
})
