import { expect, test } from 'vitest'
import { paint, wantsColours } from '../../src/cli/colour.ts'

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
])('%j with %j: %s', (stream, environment, wanted) => {
  expect(wantsColours(stream, environment)).toBe(wanted)
})

test('text is only painted where colours are shown', () => {
  expect(paint('red', 'x', { colours: false })).toBe('x')
  expect(paint('red', 'x', { colours: true })).toBe('\u001b[31mx\u001b[39m')
})
