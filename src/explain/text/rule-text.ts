import type { Place } from '../../policy/language.ts'
import type { Trace } from '../../policy/trace.ts'

/** `policy.yaml:12`. */
export function formatPlace({ file, line }: Place): string {
  return `${file}:${line}`
}

/** How a rule stands to a request, in words. */
export function stateText(trace: Pick<Trace, 'mode' | 'state'> & { readonly key?: string }): string {
  const shadow = trace.mode === 'shadow' ? ' (shadow mode: without effect)' : ''
  return `${words[trace.state](trace.key ?? '')}${shadow}`
}

const words: Readonly<Record<Trace['state'], (key: string) => string>> = {
  matched: () => 'fits',
  off: () => 'is switched off',
  failed: (key) => `does not fit, at ${key}`,
  indeterminate: (key) => `asks for what is absent, at ${key}`,
  pending: (key) => `depends on the resource, at ${key}`,
}
