import type { z } from 'zod'
import type { YamlSource } from '../files/yaml.ts'
import { schemaNode } from '../json-schema.ts'
import { problemsOf, silent } from '../problems/issues.ts'
import type { Path, Problem } from '../problems/problem.ts'
import { withoutFaults } from './prune.ts'

/** A part of a policy and where it is written. Without `value` it is faulty, but its name still counts as defined. */
export interface Item<Value> {
  readonly value: Value | undefined
  readonly yaml: YamlSource
  readonly path: Path
}

/** What the items of one name are: roles, clients, sets of one kind. */
export type Named<Value> = ReadonlyMap<string, Item<Value>>

/** Reads the parts of one file, each by its own schema, so that one that is faulty hides nothing of the others. */
export interface ItemReader {
  read<Schema extends z.ZodType>(schema: Schema, data: unknown, path: Path): Item<z.output<Schema>>
}

type Issue = z.core.$ZodIssue

/** @param problems what is found is added here */
export function itemReader(yaml: YamlSource, problems: Problem[]): ItemReader {
  return {
    read(schema, data, path) {
      const read = schema.safeParse(data, silent)
      if (read.success) return { value: read.data, yaml, path }
      const { issues } = read.error
      const below = issues.map((issue): Issue => ({ ...issue, path: [...path, ...issue.path] }))
      problems.push(...problemsOf(below, yaml, schemaNode('policy')))
      const rest = schema.safeParse(withoutFaults(data, issues), silent)
      return { value: rest.data, yaml, path }
    },
  }
}
