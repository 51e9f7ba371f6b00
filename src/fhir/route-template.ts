import type { Interaction } from './interaction.ts'
import { criterionName } from './write/search.ts'

const verbs = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  batch: 'POST',
  transaction: 'POST',
} as const

/**
 * The route of a request as logs may show it: types, operations and parameter names from the definitions, never an id
 * or a value. `GET Observation?code&patient`.
 *
 * @param isOperation the names that may be shown; any other is the caller's own text and stands as `$…`.
 */
export function templateOf(interaction: Interaction, isOperation: (name: string) => boolean = () => false): string {
  const verb = verbOf(interaction)
  switch (interaction.kind) {
    case 'batch':
    case 'transaction':
      return `${verb} ${interaction.kind}`
    case 'page':
      return 'GET page'
    case 'capabilities':
      return 'GET metadata'
    case 'search': {
      const place = interaction.compartment
        ? `${interaction.compartment.type}/{id}/${interaction.type ?? '*'}`
        : (interaction.type ?? '')
      const names = [...new Set(interaction.query.criteria.map(criterionName))]
      return `${verb} ${place}${names.length > 0 ? `?${names.join('&')}` : ''}`
    }
    case 'history':
      return `GET ${[interaction.type, interaction.id && '{id}', '_history'].filter(Boolean).join('/')}`
    case 'vread':
      return `GET ${interaction.type}/{id}/_history/{vid}`
    case 'operation':
      return `${verb} ${[interaction.type, interaction.id && '{id}', `$${isOperation(interaction.name) ? interaction.name : '…'}`].filter(Boolean).join('/')}`
    case 'create':
      return `POST ${interaction.type}`
    case 'read':
      return `GET ${interaction.type}/{id}`
    default:
      return `${verb} ${interaction.type}${interaction.id === undefined ? `?${interaction.condition?.criteria.map(criterionName).join('&')}` : '/{id}'}`
  }
}

function verbOf(interaction: Interaction): string {
  if (interaction.kind === 'search' || interaction.kind === 'operation') return interaction.method
  return verbs[interaction.kind as keyof typeof verbs] ?? 'GET'
}
