import type { Include } from '../../fhir/search/query.ts'
import type { CriterionView, HopView, QueryView, SortView } from '../query-view.ts'

/** A search in words, one part a line. */
export function queryLines(query: QueryView): readonly string[] {
  const { criteria = [], includes = [], sort = [], types, controls = [], closed = [] } = query
  return [
    ...criteria.map((criterion, index) => `${index === 0 ? 'where' : 'and'} ${criterionText(criterion)}`),
    ...(types ? [`only the types ${types.join(', ')}`] : []),
    ...includes.map(includeText),
    ...sort.map((key, index) => `${index === 0 ? 'sorted by' : 'then by'} ${sortText(key)}`),
    ...controls.map(({ name, value }) => `${name} = ${value}`),
    ...closed.map((name) => `${name}, which is closed to everyone`),
  ]
}

/** `subject → Patient, name = "a" or "b"`: what is tested, at the end of the way that leads there. */
function criterionText({ hops, parameter, modifier, values }: CriterionView): string {
  const tested = `${parameter}${modifier === undefined ? '' : `:${modifier}`}`
  return `${wayText(hops)}${tested} = ${values.map((value) => JSON.stringify(value)).join(' or ')}`
}

function wayText(hops: readonly HopView[]): string {
  return hops.map((hop) => `${hopText(hop)}, `).join('')
}

function hopText(hop: HopView): string {
  if (hop.kind === 'has') return `some ${hop.type} points here by ${hop.parameter}`
  return `${hop.parameter} → ${typesText(hop.targets)}`
}

function includeText({ direction, iterate, source, parameter, targets }: Include): string {
  const again = iterate ? ', again and again' : ''
  const reference = parameter === '*' ? 'any reference' : parameter
  const from = source === '*' ? 'anything' : source
  return direction === 'include'
    ? `with what ${from} points to by ${reference}: ${typesText(targets)}${again}`
    : `with the ${from} that points to a result by ${reference}${again}`
}

function sortText({ parameter, descending, hops }: SortView): string {
  return `${wayText(hops)}${parameter}${descending ? ', descending' : ''}`
}

/** `*` stands for every type. */
export function typesText(types: readonly string[]): string {
  return types.includes('*') ? 'any type' : types.join(' or ')
}
