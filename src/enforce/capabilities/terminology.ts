import type { PublicLinks } from '../links.ts'
import { type Element, present } from './members.ts'
import type { Publication } from './publication.ts'

/** Members of a TerminologyCapabilities that say what can be looked up; the others say who runs it and with what. */
const told = ['status', 'date', 'lockedDate', 'codeSystem', 'expansion', 'codeSearch', 'validateCode', 'translation']

/** `metadata?mode=terminology` (terminologycapabilities.html): code systems and how they are served, without free text. */
export function publicTerminology(statement: Element, { base, links }: Pick<Publication, 'base' | 'links'>): Element {
  return present({
    resourceType: 'TerminologyCapabilities',
    ...Object.fromEntries(told.map((name) => [name, withoutText(statement[name], links)])),
    kind: 'instance',
    implementation: { description: 'FHIR server', url: base },
  })
}

const free: ReadonlySet<string> = new Set(['documentation', 'description', 'extension', 'modifierExtension'])

function withoutText(value: unknown, links: PublicLinks): unknown {
  if (typeof value === 'string') return links.toPublic(value) ?? value
  if (Array.isArray(value)) return value.map((each) => withoutText(each, links))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => !free.has(name) && !name.startsWith('_'))
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutText(each, links)]))
}
