import { isLoopback } from '../../loopback.ts'
import type { Report } from '../../problems/problem.ts'
import type { IssuersDocument } from '../issuers.ts'
import { checkIntrospection } from './introspection.ts'

/** One opaque token may be put before this many issuers, one after the other. */
const MAX_INTROSPECTING = 5

/** The rules between the keys of an issuer, and between issuers. */
export function checkIssuers(issuers: IssuersDocument, report: Report): void {
  for (const [index, entry] of issuers.entries()) {
    if (issuers.findIndex((other) => other.issuer === entry.issuer) < index) {
      report.problem([index, 'issuer'], 'is listed twice', 'each issuer once')
    }
    if (entry.introspection !== undefined) {
      checkIntrospection(entry.introspection, [index, 'introspection'], report)
      if (issuers.slice(0, index).filter(({ introspection }) => introspection).length >= MAX_INTROSPECTING) {
        report.problem(
          [index, 'introspection'],
          'is one too many',
          `at most ${MAX_INTROSPECTING} issuers that are asked`,
        )
      }
    }
    if (entry.missingAudience === 'accept') {
      report.insecure(
        `issuers[${index}].missingAudience is accept: tokens that do not say whom they are for pass, also those meant for other servers`,
      )
    }
    checkPlainText(entry, index, report)
  }
}

function checkPlainText(entry: IssuersDocument[number], index: number, report: Report): void {
  const urls = [
    { path: ['issuer'], url: new URL(entry.issuer) },
    { path: ['jwksUri'], url: entry.jwksUri },
    { path: ['introspection', 'url'], url: entry.introspection?.url },
  ]
  for (const { path, url } of urls) {
    if (url === undefined || url.protocol === 'https:' || isLoopback(url.hostname)) continue
    if (entry.allowPlainText) {
      report.insecure(
        `issuers[${index}].${path.join('.')} is http (issuers[${index}].allowPlainText): whoever is on the network can replace its keys and mint tokens`,
      )
    } else {
      report.problem(
        [index, ...path],
        'is an http URL of another machine',
        'https, or allowPlainText: true for this issuer',
      )
    }
  }
}
