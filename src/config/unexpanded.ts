import type { YamlSource } from './files/yaml.ts'
import type { Path, Problem } from './problems/problem.ts'

const VARIABLE = /\$\{\w+\}/

const REMARK = {
  what: 'names a variable of the environment, which is not put there',
  expected: 'the value itself; only secrets can be taken from the environment, by { env: NAME }',
}

/** Texts of the configuration into which the environment was probably meant to be put: they stay as they are written. */
export function remarksOnVariables(source: YamlSource): readonly Problem[] {
  return textsIn(source.data, [])
    .filter(({ text }) => VARIABLE.test(text))
    .map(({ at }) => source.at(at, 'value', REMARK))
}

function textsIn(value: unknown, at: Path): readonly { readonly at: Path; readonly text: string }[] {
  if (typeof value === 'string') return [{ at, text: value }]
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...at, index]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...at, key]))
}
