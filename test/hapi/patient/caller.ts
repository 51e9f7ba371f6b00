import { beforeAll } from 'vitest'
import { type Ask, directly, useGateway } from '../gateway.ts'
import { expectNothingOfOthers, own } from './others.ts'

/** A gateway and callers whose tokens are for `own`; whatever they hear is held to say nothing of the others. */
export function usePatientApp() {
  const gateway = useGateway()
  return {
    ...gateway,
    /** The app of `own`; a suite may bring a patient of its own instead. */
    own: (scope = 'patient/*.cruds', patient = own.id): Ask => {
      const ask = gateway.as(scope, patient)
      return async (method, path, sent) => {
        const heard = await ask(method, path, sent)
        expectNothingOfOthers(heard)
        return heard
      }
    },
  }
}

/** A record of a patient, of a type that nothing else in the world has. */
export const basic = (id: string, patient: string, text: string) => ({
  resourceType: 'Basic',
  id,
  code: { text },
  subject: { reference: `Patient/${patient}` },
})

/** Puts records in before the tests of a file, as if others had written them. */
export function stored(...records: readonly { readonly resourceType: string; readonly id: string }[]): void {
  beforeAll(async () => {
    for (const body of records) {
      const { status, text } = await directly('PUT', `${body.resourceType}/${body.id}`, { body })
      if (status !== 200 && status !== 201) throw new Error(`${body.id} was answered ${status}: ${text}`)
    }
  })
}
