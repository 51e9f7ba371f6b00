/** What an endpoint answers. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** An OAuth error (RFC 6749 §5.2). */
export function refusal(status: number, error: string): Answer {
  return { status, body: { error } }
}
