import { addressesOf } from '../config/addresses.ts'
import type { Config } from '../config/config.ts'
import type { Definitions } from '../fhir/definitions/definitions.ts'
import { grantsOf } from '../scopes/grants.ts'
import { bindingOf } from './binding.ts'
import type { OwnFields, Site } from './site.ts'

/** Stands for the public base in the URLs of the `smart` section. */
const BASE = '{base}'

/** What the configuration says of discovery. */
export function siteOf(config: Config, definitions: Definitions): Site {
  const { base } = addressesOf(config)
  const fields = Object.entries(config.smart).map(([name, value]) => [name, absolute(value, base)])
  return {
    base,
    own: Object.fromEntries(fields) as OwnFields,
    // INVARIANT: a configuration without issuers was refused.
    issuers: config.issuers.map(({ issuer }) => issuer) as [string, ...string[]],
    binding: bindingOf(config),
    honours: (scope) => grantsOf([scope], { patient: 'any' }, definitions).byContext.size > 0,
  }
}

function absolute(value: unknown, base: string): unknown {
  return typeof value === 'string' && value.startsWith(BASE) ? base + value.slice(BASE.length) : value
}
