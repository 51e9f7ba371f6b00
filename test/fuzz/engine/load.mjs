// A module loader: strips the types, and in files of `src` makes every branch count itself. Nothing else is changed.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseAst, transformWithOxc } from 'vite'
import { instrumented } from './instrument.mjs'

const source = new URL('../../../src/', import.meta.url).href
let branches = 0

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  const path = fileURLToPath(url)
  const { code } = await transformWithOxc(await readFile(path, 'utf8'), path, { sourcemap: false, target: 'node20' })
  if (!url.startsWith(source)) return { format: 'module', source: code, shortCircuit: true }
  const { text, count } = instrumented(code, parseAst(code), branches)
  branches += count
  return { format: 'module', source: text, shortCircuit: true }
}
