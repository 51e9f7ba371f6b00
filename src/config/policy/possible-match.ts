import type { Match } from '../../policy/language.ts'
import type { PolicyInteraction } from '../../policy/question.ts'
import type { Path } from '../problems/problem.ts'
import type { Fault } from './context.ts'

const ofNoType: readonly PolicyInteraction[] = ['batch', 'transaction', 'capabilities']
const withoutParameters: readonly PolicyInteraction[] = [...ofNoType, 'read', 'vread']

/** Reports a match whose keys contradict each other, so that nothing can ever fit. */
export function checkMatchPossible(match: Match, path: Path, fault: Fault): void {
  const { interactions, operations, resources, relation, params } = match
  const only = (kinds: readonly PolicyInteraction[]) => interactions?.every((each) => kinds.includes(each)) ?? false
  if (operations !== undefined && interactions !== undefined && !interactions.some(callsOperation)) {
    fault(
      [...path, 'operations'],
      'can never fit: `interactions` does not include operation or export',
      'operation in `interactions`, or no `operations`',
    )
  }
  if (resources !== undefined && only(ofNoType)) {
    fault([...path, 'resources'], 'can never fit: these interactions have no resource type', 'no `resources`')
  }
  if (relation !== undefined && only(ofNoType)) {
    fault([...path, 'relation'], 'can never fit: these interactions have no resource', 'no `relation`')
  }
  if (params?.any !== undefined && only(withoutParameters)) {
    fault([...path, 'params', 'any'], 'can never fit: these interactions have no search parameters', 'no `params`')
  }
  checkExcluded(match, path, fault)
}

function callsOperation(interaction: PolicyInteraction): boolean {
  return interaction === 'operation' || interaction === 'export'
}

/** Everything that is asked for is excluded again. */
function checkExcluded({ roles, notRoles, networks, notNetworks, params }: Match, path: Path, fault: Fault): void {
  const rows = [
    { wanted: roles, excluded: notRoles, at: ['notRoles'], key: 'roles' },
    { wanted: networks, excluded: notNetworks, at: ['notNetworks'], key: 'networks' },
    { wanted: params?.any, excluded: params?.none, at: ['params', 'none'], key: 'params.any' },
  ]
  for (const { wanted, excluded, at, key } of rows) {
    if (wanted === undefined || excluded === undefined || !wanted.every((each) => excluded.includes(each))) continue
    fault([...path, ...at], `can never fit: it excludes all of ${key}`, 'at least one value that is not excluded')
  }
}
