import { nearest } from '../../config/problems/nearest.ts'
import type { Path, Report } from '../../config/problems/problem.ts'
import type { PolicyTest, PolicyTestDocument } from '../schema.ts'

/** What the FHIR server has in a test, by the names of the fixtures. */
export function resourcesOf({ resource, resources = [] }: PolicyTest): readonly string[] {
  return resource === undefined ? resources : [resource]
}

/** Checks that every name in a file of tests stands for something in it. */
export function checkNames({ fixtures, tests }: PolicyTestDocument, report: Report): void {
  const { tokens, resources, env } = fixtures
  for (const [index, test] of tests.entries()) {
    const at = (...path: Path): Path => ['tests', index, ...path]
    checkName(test.token, tokens, 'fixtures.tokens', at('token'), report)
    if (test.env !== undefined) checkName(test.env, env, 'fixtures.env', at('env'), report)
    if (typeof test.body === 'string') checkName(test.body, resources, 'fixtures.resources', at('body'), report)
    const names = resourcesOf(test)
    for (const [position, name] of names.entries()) {
      const path = test.resource === undefined ? at('resources', position) : at('resource')
      checkName(name, resources, 'fixtures.resources', path, report)
      if (Object.hasOwn(resources, name) && typeof resources[name]?.id !== 'string') {
        report.problem(path, 'is a resource without id', 'an id, as every stored resource has')
      }
    }
    checkExpected(test, names, at('expect'), report)
  }
  const first = new Map<string, number>()
  for (const [index, { name }] of tests.entries()) {
    if (first.has(name)) report.problem(['tests', index, 'name'], 'is the name of another test', 'each name once')
    first.set(name, index)
  }
}

function checkExpected({ expect, body }: PolicyTest, given: readonly string[], at: Path, report: Report): void {
  const known = typeof body === 'string' ? [...given, body] : given
  const listed = Object.fromEntries(known.map((name) => [name, true]))
  const expected = 'resource, resources or body of this test'
  for (const [position, name] of (expect.returned ?? []).entries()) {
    checkName(name, listed, expected, [...at, 'returned', position], report)
  }
  for (const key of ['removed', 'redacted'] as const) {
    for (const name of Object.keys(expect[key] ?? {})) checkName(name, listed, expected, [...at, key, name], report)
  }
}

function checkName(name: string, known: Readonly<Record<string, unknown>>, where: string, at: Path, report: Report) {
  if (Object.hasOwn(known, name)) return
  report.problem(at, 'does not name anything', `a name in ${where}`, nearest(name, Object.keys(known)))
}
