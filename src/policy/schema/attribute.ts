import { z } from 'zod'
import type { Attribute } from '../language.ts'

const FORM = /^(token|client|user|request|resource|env)((?:\.[^\s.]{1,200}){1,10})$/
const ROOTED = /^(token|client|user|request|resource|env)\./

/** `token.realm_access.roles` → its root and path; undefined for any other text. */
export function readAttribute(text: string): Attribute | undefined {
  const [, root, path] = FORM.exec(text) ?? []
  if (root === undefined || path === undefined) return undefined
  return { root: root as Attribute['root'], path: path.slice(1).split('.') }
}

/** Whether a text is meant as an attribute: it begins with a root and a dot. */
export function looksLikeAttribute(text: string): boolean {
  return ROOTED.test(text)
}

/** As it is written. */
export function attributeText({ root, path }: Attribute): string {
  return [root, ...path].join('.')
}

const EXPECTED = 'an attribute such as token.roles, client.organization or resource.subject'

/** What a test looks at: `token.… client.… user.… request.… resource.… env.…`. */
export const attributeSchema = z
  .string({ error: EXPECTED })
  .regex(FORM, { error: EXPECTED })
  .transform((text): Attribute => readAttribute(text)!)
