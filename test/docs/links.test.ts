import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

const pages = [
  'README.md',
  'SECURITY.md',
  'helm/gatehouse/README.md',
  ...readdirSync('docs').map((name) => `docs/${name}`),
]
const texts = new Map(pages.map((page) => [page, readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '')]))

/** What GitHub makes of a heading. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = texts.get(page)?.match(/(?<=^#+ ).*$/gm) ?? []
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}

it.each(pages)('%s leads to files and headings that are there', (page) => {
  const links = [...(texts.get(page) ?? '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const lost = links.filter((link) => {
    if (/^https?:/.test(link)) return false
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? page : relative('.', join(dirname(page), path))
    return !existsSync(target) || (anchor !== undefined && texts.has(target) && !anchorsOf(target).has(anchor))
  })
  expect(lost).toEqual([])
})

it.each(['SECURITY.md', 'docs/advisories.md', 'docs/architecture.md'])('%s names files that are there', (page) => {
  const named = [...(texts.get(page) ?? '').matchAll(/`((?:src|test|scripts|docs|config)\/[\w./-]+)`/g)]
  const lost = named.map(([, path = '']) => path).filter((path) => !existsSync(path))
  expect(named.length).toBeGreaterThan(3)
  expect(lost).toEqual([])
})
