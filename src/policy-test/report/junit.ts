import type { Suite } from '../run.ts'
import { failureLines } from './table.ts'

/** JUnit XML: one suite for each file, one case for each test, as CI servers read it. */
export function junitXml(suites: readonly Suite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${counts(suites.flatMap(({ tests }) => tests))}>`,
    ...suites.flatMap(({ file, policy, tests }) => [
      `  <testsuite${attribute('name', file)}${counts(tests)}>`,
      ...tests.flatMap((ran) => {
        const { test, differences, milliseconds } = ran
        const time = attribute('time', (milliseconds / 1000).toFixed(3))
        const open = `    <testcase${attribute('name', test.name)}${attribute('classname', policy)}${time}`
        if (differences.length === 0) return [`${open}/>`]
        const message = differences.map(
          ({ key, expected, actual }) => `${key}: expected ${expected}, but got ${actual}`,
        )
        return [
          `${open}>`,
          `      <failure${attribute('message', message.join('; '))}>${escaped(failureLines(ran, file).join('\n'))}</failure>`,
          '    </testcase>',
        ]
      }),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n')
}

function counts(tests: Suite['tests']): string {
  const failures = tests.filter(({ differences }) => differences.length > 0).length
  return `${attribute('tests', String(tests.length))}${attribute('failures', String(failures))}`
}

function attribute(name: string, value: string): string {
  return ` ${name}="${escaped(value)}"`
}

/** What XML 1.0 §2.2 has no place for at all is replaced; half of a surrogate pair is no character either. */
const noCharacter = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

function escaped(text: string): string {
  return text.replace(noCharacter, '\ufffd').replace(/[&<>"\n\r\t]/g, (character) => entities[character] as string)
}
