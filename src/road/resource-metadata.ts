import type { Answer } from '../message.ts'

/** Where a challenge ends: before the scheme of the next one on the same line, or with the line (RFC 9110 §11.6.1). */
const END = /(?=, (?:Bearer|DPoP) \w+=")|$/g

/**
 * Adds to each challenge of an answer where the metadata of this resource lies, so that a client that knows nothing but the
 * base finds the authorization server (RFC 9728 §5.1). An answer without a challenge stays as it is.
 */
export function withResourceMetadata(answer: Answer, url: string): Answer {
  const challenge = answer.headers['www-authenticate']
  if (challenge === undefined) return answer
  const pointed =
    typeof challenge === 'string' ? pointing(challenge, url) : challenge.map((each) => pointing(each, url))
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': pointed } }
}

function pointing(challenge: string, url: string): string {
  return challenge.replace(END, () => `, resource_metadata="${url}"`)
}
