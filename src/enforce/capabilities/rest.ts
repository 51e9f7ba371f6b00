import { addresses, type Element, elements, filled, present } from './members.ts'
import { publicOperations } from './operations.ts'
import type { OauthUris, Publication } from './publication.ts'
import { publicResource, searchParameters } from './resource.ts'
import { securityOf } from './security.ts'

/** Interactions over the whole system as a policy names them (CapabilityStatement.rest.interaction). */
const interactions = {
  transaction: 'transaction',
  batch: 'batch',
  'search-system': 'search',
  'history-system': 'history',
} as const

/** `rest` of the server side: what some caller may do, and how to get in. */
export function publicRest(rest: Element, uris: OauthUris, publication: Publication): Element {
  const { everPermitted, links } = publication
  const interaction = elements(rest.interaction).flatMap(({ code: name }) => {
    const asked = Object.hasOwn(interactions, String(name))
      ? interactions[name as keyof typeof interactions]
      : undefined
    return asked !== undefined && everPermitted(asked, undefined) ? [{ code: name as string }] : []
  })
  const searches = interaction.some(({ code }) => code === 'search-system')
  return present({
    mode: 'server',
    security: securityOf(publication, uris),
    resource: filled(elements(rest.resource).flatMap((each) => publicResource(each, publication) ?? [])),
    interaction: filled(interaction),
    ...(searches && { searchParam: searchParameters(rest.searchParam, '*', publication) }),
    operation: publicOperations(rest.operation, ['system'], undefined, publication),
    compartment: addresses(rest.compartment, links),
  })
}
