import { inspect } from '../../src/enforce/inspect.ts'
import type { StreamedResponse } from '../../src/upstream/send.ts'
import { bodyOf, links, tried } from './guard/tried.ts'

/** What is made of the server's answer to `request`. @param body '' for none, as for its type; @param rules of a policy, in YAML. */
export async function inspected(
  request: string,
  scopes: string,
  body: object | '',
  { type = 'application/fhir+json', rules }: { type?: string; rules?: string | undefined } = {},
) {
  const { permit, grants, authority } = tried(request, scopes, rules)
  const response = {
    status: 200,
    headers: type === '' ? {} : { 'content-type': type },
    body: bodyOf(body === '' ? '' : JSON.stringify(body)),
  } as unknown as StreamedResponse
  const inspection = {
    links,
    base: links.publicUrl,
    pageLink: () => undefined,
    self: links.publicUrl,
    count: { passed: 0, removed: 0 },
    grants,
    authority,
  }
  return inspect(response, permit, inspection)
}
