import { expect, test } from 'vitest'
import { junitXml } from '../../src/policy-test/report/junit.ts'
import { suiteLines } from '../../src/policy-test/report/table.ts'
import { head, run } from './files.ts'

async function suites(name: string, effect: string) {
  const done = await run(
    `${head}tests: [{ name: ${JSON.stringify(name)}, token: nurse, env: inside, request: "GET /Observation/bp", resource: bp, expect: { effect: ${effect}, status: 200 } }]`,
  )
  if ('problems' in done) throw new Error(JSON.stringify(done.problems))
  return done.suites
}

/** Everything but markup, and the markup alone. */
function partsOf(xml: string) {
  const markup = xml.match(/<[^<>]*>/g) ?? []
  return { markup, text: xml.replaceAll(/<[^<>]*>/g, '') }
}

test('one case for each test, those that failed with what differs', async () => {
  const [passed, failed] = [junitXml(await suites('reads', 'permit')), junitXml(await suites('reads', 'deny'))]
  expect(passed).toContain('<testsuite name="ward_test.yaml" tests="1" failures="0">')
  expect(passed).toMatch(/<testcase name="reads" classname="ward 1" time="\d+\.\d{3}"\/>/)
  expect(passed).not.toContain('<failure')
  expect(failed).toContain('<testsuites tests="1" failures="1">')
  expect(failed).toContain('<failure message="effect: expected deny, but got permit">')
})

test.each(['<b>&"\'', 'a]]>b', 'é 漢 😀', '\ud83d alone'])(
  '%j is escaped, so that the XML is well-formed',
  async (name) => {
    const xml = junitXml(await suites(name, 'deny'))
    const { markup, text } = partsOf(xml)
    expect(text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/)
    for (const tag of markup) {
      expect(tag).toMatch(/^<\?xml [^<>]*\?>$|^<\/[a-z]+>$|^<[a-z]+(?: [a-z]+="[^"<]*")*\/?>$/)
      expect(tag).not.toMatch(/&(?!(?:amp|lt|gt|quot|#\d+);)/)
    }
    expect(Buffer.from(xml).toString()).toBe(xml)
    const open = markup.filter((tag) => /^<[a-z]/.test(tag) && !tag.endsWith('/>')).length
    expect(markup.filter((tag) => tag.startsWith('</')).length).toBe(open)
  },
)

test('the table shows who asks what, what is expected and what came', async () => {
  const lines = (await suites('reads', 'deny')).flatMap((suite) => suiteLines(suite, (_, text) => text))
  expect(lines.slice(0, 5)).toEqual([
    'ward_test.yaml (policy ward 1)',
    '  ✗ nurse@inside  GET /Observation/bp  deny 200  permit 200  reads',
    '      ward_test.yaml:23',
    '      effect  expected deny',
    '              but got  permit',
  ])
  expect(lines.join('\n')).toContain('rule care-read (ward.yaml:14), permit: fits')
})
