/** A policy of rules, as a site would write it; `hidden` where nothing else is said of refusals. */
export function policyOf(rules: string, more = ''): string {
  return `apiVersion: gatehouse/v1
kind: Policy
metadata: { name: tried }
${more}
rules:
${rules
  .trim()
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
`
}
