import type { Answer } from '../message.ts'

/**
 * Adds to the challenges of an answer where the metadata of this resource lies, so that a client that knows nothing but the
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
  return `${challenge}, resource_metadata="${url}"`
}
