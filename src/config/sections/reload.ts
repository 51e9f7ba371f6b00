import { z } from 'zod'

/** `reload:` how a changed policy or configuration is taken up. */
export const reloadSchema = z
  .strictObject({
    watch: z
      .boolean()
      .prefault(true)
      .describe('Takes up changed files by itself; false: on SIGHUP and POST /admin/reload only.'),
    requireTests: z
      .boolean()
      .prefault(false)
      .describe(
        "Takes up a policy only when its tests pass: the *_test.yaml files beside it. One without tests isn't.",
      ),
  })
  .prefault({})
