import type { SearchInteraction, SingleInteraction } from '../../fhir/interaction.ts'
import type { SearchQuery } from '../../fhir/search/query.ts'
import { includeValue } from '../../fhir/write/search.ts'
import { operationInteraction, type Question } from '../../policy/question.ts'
import type { Judged } from '../decision.ts'

/**
 * What the policy is asked about an interaction (policy.md §3.2). Parameters go by their names without modifier and
 * chain; the values of a modified or chained one mean something else, and are not told.
 *
 * @param requirements of the permit of the scopes: a patient-level caller asks with `patient`, whether it says so or not.
 * @param patient the launch patient.
 */
export function questionOf(
  interaction: SingleInteraction,
  requirements: readonly Judged[],
  patient: string | undefined,
): Question {
  const parameters = parametersOf(interaction)
  const { compartment } = interaction as Partial<SearchInteraction>
  const confined = requirements.some(({ context }) => context === 'patient') ? patient : undefined
  for (const id of [confined, compartment?.type === 'Patient' ? compartment.id : undefined])
    if (id !== undefined) add(parameters, 'patient', id)
  return {
    interaction: interaction.kind === 'operation' ? operationInteraction(interaction.name) : interaction.kind,
    resourceType: 'type' in interaction ? interaction.type : undefined,
    id: 'id' in interaction ? interaction.id : undefined,
    operation: interaction.kind === 'operation' ? interaction.name : undefined,
    parameters,
    part: 'asked',
  }
}

type Parameters = Map<string, string[]>

function parametersOf(interaction: SingleInteraction): Parameters {
  const parameters: Parameters = new Map()
  const { query } = interaction as Partial<SearchInteraction>
  const { condition, ifNoneExist } = interaction as { condition?: SearchQuery; ifNoneExist?: SearchQuery }
  for (const each of [query, condition, ifNoneExist]) if (each) addQuery(parameters, each)
  const others =
    interaction.kind === 'operation' ? interaction.parameters : 'controls' in interaction && interaction.controls
  for (const { name, value } of others || []) {
    const plain = /^[^:.]*/.exec(name)?.[0] ?? name
    add(parameters, plain, ...(plain === name ? value.split(',') : []))
  }
  return parameters
}

function addQuery(parameters: Parameters, { criteria, types, includes, sort, controls }: SearchQuery): void {
  for (const { hops, parameter, modifier, values } of criteria) {
    const [hop] = hops
    const name = hop === undefined ? parameter.code : hop.kind === 'has' ? '_has' : hop.parameter.code
    add(parameters, name, ...(hop === undefined && modifier === undefined ? values : []))
  }
  if (types) add(parameters, '_type', ...types)
  for (const include of includes) add(parameters, `_${include.direction}`, includeValue(include))
  for (const { parameter } of sort) add(parameters, '_sort', parameter)
  for (const { name, value } of controls) add(parameters, name, value)
}

function add(parameters: Parameters, name: string, ...values: readonly string[]): void {
  parameters.set(name, [...(parameters.get(name) ?? []), ...values])
}
