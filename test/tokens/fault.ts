import type { AuthenticationCode } from '../../src/authn/failure.ts'
import type { Draft, Kind, World } from './draft.ts'
import type { Algorithm } from './keys.ts'

/** One thing by which a request differs from a good one. */
export interface Fault {
  readonly name: string
  /** What of the request it touches: two faults that touch the same do not go together. `proof` holds `proof.htm`. */
  readonly place: string
  /** The check that finds it, one of `orderOf`; of several faults the earliest decides. */
  readonly check: string
  /** `ok`: it is unusual and no fault. */
  readonly code: 'ok' | AuthenticationCode
  readonly fits: (kind: Kind, algorithm: Algorithm) => boolean
  readonly alter: (draft: Draft, world: World) => void
}

type Alter = Fault['alter']
export type Row = readonly [name: string, code: Fault['code'], alter: Alter]

/** Faults that touch one place, and are found by one check. */
export function faultsAt(place: string, check: string, fits: Fault['fits'], rows: readonly Row[]): readonly Fault[] {
  return rows.map(([name, code, alter]) => ({ name: `${place}: ${name}`, place, check, code, fits, alter }))
}

export const anyKind: Fault['fits'] = () => true
export const signed: Fault['fits'] = ({ token }) => token === 'jwt'
export const opaque: Fault['fits'] = ({ token }) => token === 'opaque'
export const withKey: Fault['fits'] = ({ key }) => key
export const withCertificate: Fault['fits'] = ({ certificate }) => certificate
export const unbound: Fault['fits'] = ({ key, certificate }) => !key && !certificate

/** Gives the draft these members instead of its own. */
export const having =
  (change: Partial<Draft> | ((draft: Draft, world: World) => Partial<Draft>)): Alter =>
  (draft, world) => {
    Object.assign(draft, typeof change === 'function' ? change(draft, world) : change)
  }

export const claim =
  (name: string, value: unknown | ((world: World) => unknown)): Alter =>
  (draft, world) => {
    draft.claims[name] = typeof value === 'function' ? value(world) : value
  }

export const header =
  (name: string, value: unknown): Alter =>
  (draft) => {
    draft.header[name] = value
  }
