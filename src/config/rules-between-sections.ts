import type { ConfigDocument } from './config.ts'
import { loadDefinitions } from './definitions/load-definitions.ts'
import { checkSiteDefinitions } from './definitions/site-definitions.ts'
import { type Report, under } from './problems/problem.ts'
import { checkAdmin } from './sections/admin.ts'
import { checkCompartment } from './sections/compartment.ts'
import { checkIssuers } from './sections/issuers/check.ts'
import { checkServer } from './sections/server.ts'
import { checkSmart } from './sections/smart.ts'
import { checkStore } from './sections/store.ts'
import { checkUpstream } from './sections/upstream.ts'

/** Sections that were read without problems. */
export type ReadSections = Partial<ConfigDocument>

/** The rules between fields and between sections, as far as the sections they need could be read. */
export function checkRules(sections: ReadSections, report: Report): void {
  const { server, admin, upstream, issuers, store, smart, compartment } = sections
  if (server !== undefined) checkServer(server, under(['server'], report))
  if (admin !== undefined) checkAdmin(admin, under(['admin'], report))
  if (upstream !== undefined) {
    const definitions = loadDefinitions(upstream.fhirVersion)
    checkUpstream(upstream, under(['upstream'], report))
    checkSiteDefinitions(upstream, definitions, under(['upstream'], report))
    if (compartment !== undefined) checkCompartment(compartment, definitions, under(['compartment'], report))
    if (smart !== undefined) checkSmart(smart, definitions, under(['smart'], report))
  }
  if (issuers !== undefined) checkIssuers(issuers, under(['issuers'], report))
  if (store !== undefined) checkStore(store, under(['store'], report))
  if (server !== undefined && admin !== undefined) checkPorts(server.listen.port, admin.listen.port, report)
}

function checkPorts(server: number, admin: number, report: Report): void {
  if (server !== admin || server === 0) return
  report.problem(['admin', 'listen', 'port'], 'is also the port of server.listen', 'another port')
}
