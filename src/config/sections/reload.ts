import { z } from 'zod'

/** `reload:` how a changed policy or configuration is taken up. */
export const reloadSchema = z
  .strictObject({
    watch: z
      .boolean()
      .prefault(true)
      .describe('Puts changed files into effect automatically; false: only on SIGHUP and POST /admin/reload.'),
    requireTests: z
      .boolean()
      .prefault(false)
      .describe(
        'Puts a policy into effect only when its tests pass: the *_test.yaml files beside it. One without tests is refused.',
      ),
  })
  .prefault({})
