import type {
  CreateInteraction,
  DeleteInteraction,
  PatchInteraction,
  Subscribed,
  UpdateInteraction,
} from '../interaction.ts'
import type { JsonBody } from '../json/strict.ts'
import { commonOf, type Language, type Message, memberOf, resourceOf } from '../message.ts'
import { isPatchable } from '../patch/patchable.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { readOnlyControls, writeControls } from '../search/controls.ts'
import type { SearchQuery } from '../search/query.ts'
import { readCondition } from '../search/read.ts'
import { readSubscribed } from '../subscription/subscribed.ts'
import { checkEndpoint } from '../subscription/subscription.ts'

/** POST [type]: create, conditional with If-None-Exist (http.html#create, #ccreate). */
export function interpretCreate(message: Message, type: string, language: Language): CreateInteraction | Refusal {
  const controls = readOnlyControls(message.pairs, writeControls)
  if (isRefusal(controls)) return controls
  const written = writtenOf(message, type, language)
  if (isRefusal(written)) return written
  const ifNoneExist =
    message.ifNoneExist && readCondition(message.ifNoneExist, type, language.definitions, language.limits)
  if (isRefusal(ifNoneExist)) return ifNoneExist
  return { kind: 'create', type, ...written, ...(ifNoneExist && { ifNoneExist }), controls, ...commonOf(message) }
}

/** PUT [type]/[id], or PUT [type]?criteria (http.html#update, #cond-update). The body's id must be the address's. */
export function interpretUpdate(
  message: Message,
  type: string,
  id: string | undefined,
  language: Language,
): UpdateInteraction | Refusal {
  const address = addressOf(message, type, id, language)
  if (isRefusal(address)) return address
  const written = writtenOf(message, type, language)
  if (isRefusal(written)) return written
  const bodyId = memberOf(written.body.value, 'id')
  if (id !== undefined && bodyId !== id) return refuse('RESOURCE_MISMATCH', 'the id of the body is not that of the URL')
  return { kind: 'update', type, ...written, ...address, ...commonOf(message) }
}

/** PATCH [type]/[id] or PATCH [type]?criteria with JSON Patch or FHIRPath Patch (http.html#patch). XML Patch is not read. */
export function interpretPatch(
  message: Message,
  type: string,
  id: string | undefined,
  language: Language,
): PatchInteraction | Refusal {
  if (!isPatchable(type)) return refuse('METHOD_NOT_ALLOWED', `${type} cannot be patched`)
  const address = addressOf(message, type, id, language)
  if (isRefusal(address)) return address
  const patch = patchOf(message)
  if (isRefusal(patch)) return patch
  return { kind: 'patch', type, ...patch, ...address, ...commonOf(message) }
}

/** DELETE [type]/[id] or DELETE [type]?criteria (http.html#delete, #cdelete). */
export function interpretDelete(
  message: Message,
  type: string,
  id: string | undefined,
  language: Language,
): DeleteInteraction | Refusal {
  const address = addressOf(message, type, id, language)
  return isRefusal(address) ? address : { kind: 'delete', type, ...address, ...commonOf(message) }
}

/** The resource that is to be stored, and what it will be sent if it is a Subscription. */
function writtenOf(
  message: Message,
  type: string,
  language: Language,
): { readonly body: JsonBody; readonly subscribed?: Subscribed } | Refusal {
  const body = resourceOf(message, type)
  if (isRefusal(body)) return body
  if (type !== 'Subscription') return { body }
  const subscribed = checkEndpoint(body.value) ?? readSubscribed(body.value, language)
  return isRefusal(subscribed) ? subscribed : { body, subscribed }
}

function patchOf(message: Message): Pick<PatchInteraction, 'dialect' | 'body'> | Refusal {
  if (message.body?.form === 'json-patch') return { dialect: 'json-patch', body: message.body.json }
  const body: JsonBody | Refusal = resourceOf(message, 'Parameters')
  return isRefusal(body) ? body : { dialect: 'fhirpath-patch', body }
}

interface Address {
  readonly id?: string
  readonly condition?: SearchQuery
  readonly controls: Message['pairs']
}

/** An id with its control parameters, or the search that stands in its place. */
function addressOf(message: Message, type: string, id: string | undefined, language: Language): Address | Refusal {
  if (id === undefined) {
    const condition = readCondition(message.pairs, type, language.definitions, language.limits)
    return isRefusal(condition) ? condition : { condition, controls: [] }
  }
  const controls = readOnlyControls(message.pairs, writeControls)
  return isRefusal(controls) ? controls : { id, controls }
}
