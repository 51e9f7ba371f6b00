import { type Pair, readForm } from '../form-pairs.ts'
import type { Language } from '../message.ts'
import { isRefusal, type Refusal, refuse } from '../refusal.ts'

/**
 * Reads what a conditional create looks for (http.html#ccreate): parameters, as the specification has it, or a search of
 * the created type, relative or below our base, as HAPI's client writes it. Refused without parameters; another type
 * or another base is no name of a parameter, and is refused as such.
 *
 * @param type that is created; undefined where no type is.
 */
export function readIfNoneExist(
  text: string,
  type: string | undefined,
  { limits, base }: Language,
): readonly Pair[] | Refusal {
  const cut = text.indexOf('?')
  const before = text.slice(0, Math.max(cut, 0))
  const isOwn = before === '' || before === type || (base !== undefined && before === `${base}/${type}`)
  const pairs = readForm(cut >= 0 && isOwn ? text.slice(cut + 1) : text, limits.parameters)
  if (isRefusal(pairs)) return pairs
  return pairs.length === 0 ? refuse('CRITERIA_REQUIRED', 'If-None-Exist without criteria') : pairs
}
