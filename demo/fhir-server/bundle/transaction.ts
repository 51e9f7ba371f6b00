import type { Backend } from '../backend.ts'
import { type FhirAnswer, type FhirRequest, failure, isFailure } from '../message.ts'
import type { JsonObject } from '../resource.ts'
import { handle } from '../router.ts'
import { withResolvedConditions } from './conditional-references.ts'
import { type Entry, readEntries, requestOf, responseEntry } from './entries.ts'
import { type Names, nameEntries, withNames } from './names.ts'

/** The order of processing, whatever the order in the Bundle (http.html#trules). */
const PHASES = [['DELETE'], ['POST'], ['PUT', 'PATCH'], ['GET', 'HEAD']]

const NO_NAMES: Names = { places: new Map(), assigned: new Map() }

/** All entries or none: the first that fails takes everything back and is the answer (http.html#transaction). */
export function transaction(request: FhirRequest, bundle: JsonObject, backend: Backend): FhirAnswer {
  const entries = readEntries(bundle)
  if (isFailure(entries)) return entries
  const takeBack = backend.store.savepoint()
  const answers = run(entries, request, backend)
  if (isFailure(answers)) {
    takeBack()
    return answers
  }
  const entry = entries.map(({ index }) => responseEntry(answers.get(index)!, request.base))
  return { status: 200, headers: {}, body: { resourceType: 'Bundle', type: 'transaction-response', entry } }
}

function run(
  entries: readonly Entry[],
  request: FhirRequest,
  backend: Backend,
): ReadonlyMap<number, FhirAnswer> | FhirAnswer {
  const unknown = entries.find(({ method }) => !PHASES.flat().includes(method))
  if (unknown) return failure(400, 'not-supported', `Entry ${unknown.index} has method "${unknown.method}"`)
  const answers = new Map<number, FhirAnswer>()
  let names = NO_NAMES
  for (const methods of PHASES) {
    if (methods.includes('POST')) {
      // Deletions come first: what they took away must not be found by a condition.
      const named = nameEntries(entries, request, backend)
      if (isFailure(named)) return named
      names = named
    }
    for (const entry of entries.filter(({ method }) => methods.includes(method))) {
      const answer = runEntry(withNames(entry, names), names, request, backend)
      if (isFailure(answer)) return failed(entry, answer)
      answers.set(entry.index, answer)
    }
  }
  return answers
}

function runEntry(entry: Entry, { assigned }: Names, request: FhirRequest, backend: Backend): FhirAnswer {
  const resource = withResolvedConditions(entry.resource, request, backend)
  if (isFailure(resource)) return resource
  return handle(requestOf({ ...entry, resource }, request, assigned.get(entry.index)), backend)
}

function failed({ index, method, url }: Entry, { status, body }: FhirAnswer): FhirAnswer {
  return failure(
    status,
    'processing',
    `Transaction entry ${index} (${method} ${url}) failed: ${JSON.stringify(body?.issue)}`,
  )
}
