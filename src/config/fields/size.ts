import { z } from 'zod'

const UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const
const FORM = /^(\d{1,12})(B|KiB|MiB|GiB)$/
const EXPECTED = 'a size such as 64KiB or 10MiB, or a number of bytes'

/** Bytes of `64KiB`, `10MiB`, `1GiB`, `512B`; undefined when it has another form. */
function parseSize(text: string): number | undefined {
  const [, amount, unit] = FORM.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * UNITS[unit as keyof typeof UNITS]
}

/** A size, read to bytes. The bounds are inclusive. */
export function size({ min, max }: { min: string; max: string }) {
  const least = parseSize(min)!
  const most = parseSize(max)!
  return z
    .union([z.int(), z.string().regex(FORM, { error: EXPECTED, abort: true })], { error: EXPECTED })
    .transform((value, context) => {
      const bytes = typeof value === 'number' ? value : parseSize(value)!
      if (bytes >= least && bytes <= most) return bytes
      const what = bytes < least ? 'is too small' : 'is too large'
      context.issues.push({ code: 'custom', input: value, message: `${min} to ${max}`, params: { what } })
      return z.NEVER
    })
}
