import type { Resource } from '../resource.ts'

const SUBSETTED = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }
const ALWAYS = new Set(['resourceType', 'id', 'meta'])
/** The definition tables do not say which elements are summary ones; these, the bulky ones, never are. */
const NEVER_IN_SUMMARY = new Set([
  'text',
  'contained',
  'extension',
  'note',
  'photo',
  'content',
  'presentedForm',
  'component',
])

/** `_elements` and `_summary` (search.html#summary): what is left is tagged as SUBSETTED. */
export function shaped(
  resource: Resource,
  shape: { readonly summary?: string; readonly elements?: readonly string[] },
): Resource {
  const keep = keeper(shape)
  if (!keep) return resource
  const kept = Object.fromEntries(Object.entries(resource).filter(([name]) => ALWAYS.has(name) || keep(name)))
  return {
    ...kept,
    resourceType: resource.resourceType,
    meta: { ...resource.meta, tag: [...(resource.meta?.tag ?? []), SUBSETTED] },
  }
}

function keeper({ summary, elements }: { readonly summary?: string; readonly elements?: readonly string[] }) {
  if (elements) return (name: string) => elements.some((element) => element.split('.').at(-1) === name)
  if (summary === 'true') return (name: string) => !NEVER_IN_SUMMARY.has(name)
  if (summary === 'text') return (name: string) => name === 'text'
  if (summary === 'data') return (name: string) => name !== 'text'
  return undefined
}
