import type { Found } from './found-page.ts'

/** Of the resources that came along, those that belong to these matches, however many steps away. */
export function linkedWith(matches: readonly Found[], includes: readonly Found[]): readonly Found[] {
  const names = new Set(matches.map(({ name }) => name))
  const pointedTo = new Set(includes.length === 0 ? [] : matches.flatMap((match) => match.pointers()))
  const linked: Found[] = []
  let left = includes.map((found) => ({ found, pointers: found.pointers() }))
  for (;;) {
    const belongs = ({ found, pointers }: (typeof left)[number]) =>
      pointedTo.has(found.name) || pointers.some((name) => names.has(name))
    const more = left.filter(belongs)
    if (more.length === 0) return linked
    left = left.filter((each) => !more.includes(each))
    for (const { found, pointers } of more) {
      linked.push(found)
      names.add(found.name)
      for (const name of pointers) pointedTo.add(name)
    }
  }
}

/** A page of a searchset or history. What came along goes by its name: the order it came in depends on hidden rows as well. */
export function filledBundle(
  type: 'searchset' | 'history',
  links: readonly { readonly relation: string; readonly url: string }[],
  matches: readonly Found[],
  includes: readonly Found[],
): Buffer {
  const along = [...includes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const entries = [...matches, ...along].flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [COMMA, bytes]))
  const head = `{"resourceType":"Bundle","type":"${type}","link":${JSON.stringify(links)}`
  if (entries.length === 0) return Buffer.from(`${head}}`)
  return Buffer.concat([Buffer.from(`${head},"entry":[`), ...entries, Buffer.from(']}')])
}

const COMMA = Buffer.from(',')
