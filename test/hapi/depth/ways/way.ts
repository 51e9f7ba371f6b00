import type { FhirVersion } from '../../../../src/fhir/definitions/definitions.ts'

/**
 * One way in, its places filled in later: `{patient}`, and `{id:Type}`, `{token:Type}`, `{name:Type}`, `{day:Type}`,
 * `{number:Type}` for what marks the resource of that type.
 */
export interface Way {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** JSON, unless it is text. */
  readonly body?: object | string
  readonly versions?: readonly FhirVersion[]
  /** Of so many, one is asked by each caller in a short run; another by each. Default: always. */
  readonly oneOf?: number
}

export const get = (path: string, more: Partial<Way> = {}): Way => ({ method: 'GET', path, ...more })

export const send = (method: string, path: string, body: object | string, more: Partial<Way> = {}): Way => ({
  method,
  path,
  body,
  ...more,
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** The same search by POST. */
export function posted({ path, ...way }: Way): Way {
  const [type = '', query = ''] = path.split('?')
  return { ...way, method: 'POST', path: `${type}${type && '/'}_search`, body: query, headers: form }
}
