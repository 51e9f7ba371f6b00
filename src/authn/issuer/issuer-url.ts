import { isLoopback } from '../../config/loopback.ts'

/**
 * Whether keys may be fetched from `url`: https, or http to this machine, or http anywhere when the configuration says so.
 * User information in the URL is refused; it would end up in logs.
 */
export function mayFetch(url: URL, allowPlainText: boolean): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && (allowPlainText || isLoopback(url.hostname))
}
