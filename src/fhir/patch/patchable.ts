/** A Binary is no JSON; what a patch makes of a Subscription cannot be looked at, and where that sends to must be. */
const unpatchable: ReadonlySet<string> = new Set(['Binary', 'Subscription'])

/** Whether resources of this type can be patched through the gateway (http.html#patch). */
export function isPatchable(type: string): boolean {
  return !unpatchable.has(type)
}
