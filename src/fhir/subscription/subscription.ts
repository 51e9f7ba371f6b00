import { memberOf } from '../message.ts'
import { type Refusal, refuse } from '../refusal.ts'

/**
 * Refuses a Subscription that could send what it finds over a line that anyone may read: its endpoint, where it has
 * one, is an https URL without credentials in it (subscription.html, on safety and security).
 * R4 and R4B have the endpoint in `channel`, R5 has it at the top; both are looked at, whatever the version.
 *
 * @param resource parsed JSON of any shape.
 */
export function checkEndpoint(resource: unknown): Refusal | undefined {
  const channel = memberOf(resource, 'channel')
  if (channel !== undefined && (typeof channel !== 'object' || Array.isArray(channel)))
    return refuse('SUBSCRIPTION_ENDPOINT', 'channel is not an object')
  const endpoints = [memberOf(resource, 'endpoint'), memberOf(channel, 'endpoint')]
  return endpoints.every((each) => each === undefined || isSecure(each))
    ? undefined
    : refuse('SUBSCRIPTION_ENDPOINT', 'an endpoint that is not an https URL')
}

function isSecure(endpoint: unknown): boolean {
  if (typeof endpoint !== 'string' || !/^https:\/\/[\x21-\x7e]+$/.test(endpoint)) return false
  try {
    const { username, password } = new URL(endpoint)
    return username === '' && password === ''
  } catch {
    return false
  }
}
