import type { InteractionView } from '../interaction-view.ts'
import { queryLines } from './query-text.ts'

/** What the request is read as: one line that says what it does, then its parts. */
export function interactionLines(interaction: InteractionView): readonly string[] {
  const { condition, ifNoneExist, references = [], subscribed } = interaction
  const { parameters = [], prefer = {}, preconditions = {} } = interaction
  return [
    headline(interaction),
    ...[
      ...queryLines(interaction),
      ...parameters.map(({ name, value }) => `${name} = ${JSON.stringify(value)}`),
      ...(condition ? ['of the one that this search finds', ...indented(queryLines(condition))] : []),
      ...(ifNoneExist ? ['unless this search finds one', ...indented(queryLines(ifNoneExist))] : []),
      ...references.flatMap(({ type, ...query }) => [
        `the resource refers to the ${type} that this search finds`,
        ...indented(queryLines(query)),
      ]),
      ...(subscribed ? subscribedLines(subscribed) : []),
      ...bodyLines(interaction),
      ...Object.entries({ ...preconditions, ...prefer }).map(([name, value]) => `${name} = ${value}`),
    ].map((line) => `  ${line}`),
  ]
}

function headline(interaction: InteractionView): string {
  const { kind, type, id, versionId, method, name, level, head, entryCount } = interaction
  const instance = [type, id].filter((part) => part !== undefined).join('/')
  const answered = head ? ', answered without its body' : ''
  switch (kind) {
    case 'search':
      return `search of ${searched(interaction)}${method === 'POST' ? ', sent as a form' : ''}${answered}`
    case 'operation':
      return `operation $${name} on ${instance || 'the system'} (${level} level, ${method})${answered}`
    case 'history':
      return `history of ${instance || 'everything'}${answered}`
    case 'vread':
      return `vread of ${instance}, version ${versionId}${answered}`
    case 'capabilities':
    case 'smart-configuration':
    case 'oauth-protected-resource':
      return `${kind}${answered}`
    case 'batch':
    case 'transaction':
      return `${kind} of ${entryCount} ${entryCount === 1 ? 'entry' : 'entries'}`
    default:
      return `${kind} of ${instance}${answered}`
  }
}

function searched({ type, compartment }: InteractionView): string {
  const what = type ?? 'every type'
  return compartment ? `${what} in the compartment of ${compartment.type}/${compartment.id}` : what
}

function bodyLines({ body, dialect }: InteractionView): readonly string[] {
  if (!body) return []
  return [`with ${dialect ?? body.resourceType ?? 'a body'} of ${body.bytes} bytes`]
}

function subscribedLines({ type, ...query }: NonNullable<InteractionView['subscribed']>): readonly string[] {
  if (type === '*') return ['it may be sent anything']
  return [`it is sent every ${type} that this search finds`, ...indented(queryLines(query))]
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}
