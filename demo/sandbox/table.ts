import { paint } from '../../src/cli/colour.ts'
import { callers } from './callers.ts'
import type { Line } from './line.ts'
import type { Result } from './run.ts'
import { paintEnding, type Screen } from './screen.ts'
import { wrap } from './wrap.ts'

/** The widest ending is `permitted`. */
const ENDING = 9
const AROUND = '✓ '.length + ' → 200 → '.length + ENDING + 1

/** One row, `✓ request → status → outcome (reason)`, over as many lines as it takes; what was not as promised below. */
export function tableRow({ line, status, ending, reason, differences }: Result, screen: Screen): string {
  const left = Math.floor((screen.width - AROUND) * 0.42)
  const right = screen.width - AROUND - left
  const requests = wrap(requestText(line), left)
  const reasons = wrap(`(${reason})`, right)
  const kept = differences.length === 0
  const mark = kept ? paint('green', '✓', screen) : paint('red', '✗', screen)
  const middle = ` → ${status} → ${paintEnding(ending, ending.padEnd(ENDING), screen)} `
  const lines = Array.from({ length: Math.max(requests.length, reasons.length) }, (_, at) => {
    const request = (requests[at] ?? '').padEnd(left)
    const before = at === 0 ? `${mark} ${request}${middle}` : `  ${request}${' '.repeat(AROUND - 2)}`
    return `${before}${reasons[at] ?? ''}`.trimEnd()
  })
  return [...lines, ...differences.map((difference) => paint('red', `  ✗ ${difference}`, screen))].join('\n')
}

/** A line as a person would say it: method, path, and what is sent with it. */
function requestText({ method = 'GET', path, accept, form, body, pageOf, caller }: Line): string {
  const target = pageOf === undefined ? path || '/' : `the next link of ${pageOf}`
  const sent = form ?? body?.file ?? (accept === undefined ? '' : `as ${accept}`)
  const known = callers.some(({ name }) => name === caller)
  const token = known ? '' : caller === undefined ? 'without a token' : `with the ${caller} token`
  return [method, target, sent, token].filter((word) => word !== '').join(' ')
}
