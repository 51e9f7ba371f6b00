import { z } from 'zod'
import type { PathReference, PrivateKeyReference, SecretForm, SecretReference } from '../files/references.ts'
import { text } from './text.ts'

const SECRET = '{ env: NAME } or { file: PATH }; a secret is never written into this file'

/** A secret by the place it is read from, exactly one: `{ env: NAME }` or `{ file: PATH }`. */
export function secret(form: SecretForm = {}) {
  return z
    .strictObject(
      {
        env: z
          .string({ error: 'the name of an environment variable' })
          .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, { error: 'the name of an environment variable' })
          .optional()
          .describe('Name of the environment variable that holds the secret.'),
        file: text('the path of a file')
          .optional()
          .describe('Path of the file that holds the secret; one final line break is cut off.'),
      },
      { error: SECRET },
    )
    .meta({ minProperties: 1, maxProperties: 1 })
    .transform(({ env, file }, context): SecretReference => {
      if (env !== undefined && file === undefined) return { reference: 'secret', from: { env }, form }
      if (file !== undefined && env === undefined) return { reference: 'secret', from: { file }, form }
      const what = env === undefined ? 'names no source' : 'names two sources'
      context.issues.push({ code: 'custom', input: '', message: `exactly one of ${SECRET}`, params: { what } })
      return z.NEVER
    })
}

/** The path of a file that must be readable at start. */
export function filePath() {
  return text('the path of a file').transform((path): PathReference => ({ reference: 'file', path }))
}

/** The path of a file with a private key, as PEM (PKCS #8, PKCS #1, SEC 1) or as a JWK. */
export function privateKeyFile() {
  return text('the path of a private key').transform(
    (path): PrivateKeyReference => ({ reference: 'private-key', path }),
  )
}

/** The path of a directory, which need not exist yet. */
export function directoryPath() {
  return text('the path of a directory').transform((path): PathReference => ({ reference: 'directory', path }))
}
