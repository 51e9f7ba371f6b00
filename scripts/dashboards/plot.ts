import { asMarkup } from './markup.ts'

/** A named series of `[seconds, value]`. */
export interface Line {
  readonly name: string
  readonly points: readonly (readonly [number, number])[]
}

const WIDTH = 480
const HEIGHT = 160
const LEGEND = 14
const COLOURS = ['#2f6fde', '#d9482b', '#2a9d57', '#b07d12', '#8a4fd1', '#11889e', '#c23b8c', '#5d6672']

/** Draws lines over a common time axis as an SVG, with the largest value at the top and a legend below. */
export function plot(lines: readonly Line[], unit: string): string {
  const drawn = lines.filter(({ points }) => points.length > 0).slice(0, COLOURS.length)
  const all = drawn.flatMap(({ points }) => points)
  if (all.length === 0) return '<svg viewBox="0 0 480 40"><text x="8" y="24" fill="#8a919c">no data</text></svg>'
  const times = all.map(([at]) => at)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const top = Math.max(...all.map(([, value]) => value)) || 1
  const x = (at: number) => ((at - first) / (last - first || 1)) * WIDTH
  const y = (value: number) => HEIGHT - (value / top) * (HEIGHT - 16)
  const paths = drawn.map(({ points }, index) => {
    const steps = points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
    return `<polyline fill="none" stroke="${COLOURS[index]}" stroke-width="1.5" points="${steps}"/>`
  })
  const legend = drawn.map(
    ({ name }, index) =>
      `<text x="4" y="${HEIGHT + LEGEND * (index + 1)}" font-size="11" fill="${COLOURS[index]}">${asMarkup(name)}</text>`,
  )
  const height = HEIGHT + LEGEND * drawn.length + 6
  const scale = `<text x="4" y="11" font-size="11" fill="#8a919c">${top.toPrecision(3)} ${asMarkup(unit)}</text>`
  return `<svg viewBox="0 0 ${WIDTH} ${height}">${scale}${paths.join('')}${legend.join('')}</svg>`
}
