import type { Question } from '../../policy/question.ts'
import type { Verdict } from '../../policy/verdict.ts'
import { type PolicyCase, questionAbout } from './policy-case.ts'

/**
 * What the policy says of resources that leave with an answer, by their type: what was asked for as the interaction,
 * anything else as what comes along with it. What was written comes back to those who may read it.
 */
export function leavingOf({ permit: { interaction }, question, ask }: PolicyCase): (type: string) => Verdict {
  const known = new Map<string, Verdict>()
  return (type) => {
    let verdict = known.get(type)
    if (verdict === undefined) {
      verdict = ask(questionFor(type))
      known.set(type, verdict)
    }
    return verdict
  }

  function questionFor(type: string): Question {
    switch (interaction.kind) {
      case 'create':
      case 'update':
      case 'patch':
        return questionAbout('read', type, 'id' in interaction ? interaction.id : undefined)
      case 'search':
      case 'history':
        return interaction.type === undefined || interaction.type === type
          ? { ...question, resourceType: type }
          : along(type)
      case 'read':
      case 'vread':
        return interaction.type === type ? question : along(type)
      default:
        return along(type)
    }
  }

  function along(type: string): Question {
    return { ...question, resourceType: type, id: undefined, part: 'along' }
  }
}
