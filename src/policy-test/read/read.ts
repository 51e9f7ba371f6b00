import { resolve } from 'node:path'
import { z } from 'zod'
import type { ReadFile } from '../../config/files/read-file.ts'
import { readYaml, type YamlSource } from '../../config/files/yaml.ts'
import { problemsOf, silent } from '../../config/problems/issues.ts'
import type { Problem } from '../../config/problems/problem.ts'
import { type Report, sortProblems } from '../../config/problems/problem.ts'
import { reportOn } from '../../config/problems/report.ts'
import type { SchemaNode } from '../../config/problems/schema-node.ts'
import { type PolicyTestDocument, policyTestSchema } from '../schema.ts'
import { checkNames } from './names.ts'
import { findNotYet } from './not-yet.ts'

/** A file of tests that can be run. */
export interface PolicyTestFile {
  /** As the user named it. */
  readonly name: string
  readonly absolute: string
  readonly document: PolicyTestDocument
  readonly yaml: YamlSource
}

const MAX_BYTES = 4 * 1024 * 1024

/** Reads a file of tests; every problem in it with its place, or the file. */
export function readPolicyTests(name: string, readFile: ReadFile): PolicyTestFile | readonly Problem[] {
  const absolute = resolve(name)
  const contents = readFile(absolute, MAX_BYTES)
  if ('fault' in contents) {
    return [{ file: name, path: '', what: contents.fault, expected: 'a file of tests (kind: PolicyTest)' }]
  }
  const yaml = readYaml(contents.bytes.toString('utf8'), name)
  if (yaml.broken) return yaml.problems
  const problems: Problem[] = [...yaml.problems]
  const found = findNotYet(yaml.data)
  for (const { path } of found) {
    problems.push(yaml.at(path, 'key', { what: 'is not supported yet', expected: 'to be left out' }))
  }
  const named = new Set(found.map(({ path }) => path.join('.')))
  const read = policyTestSchema.safeParse(yaml.data, silent)
  if (!read.success) {
    const issues = problemsOf(read.error.issues, yaml, schemaNode())
    const other = issues.filter(({ path }) => !named.has(path.replaceAll(/\[(\d+)\]/g, '.$1')))
    return sortProblems([...problems, ...other], name)
  }
  const report: Report = reportOn(yaml, problems)
  checkNames(read.data, report)
  if (problems.length > 0) return sortProblems(problems, name)
  return { name, absolute, document: read.data, yaml }
}

/** JSON Schema (draft 2020-12) of a file of tests. */
export function policyTestJsonSchema(): object {
  return z.toJSONSchema(policyTestSchema, { io: 'input' })
}

function schemaNode(): SchemaNode {
  return policyTestJsonSchema() as SchemaNode
}
