import type { Path, Problem, Report } from '../problems/problem.ts'
import { under } from '../problems/problem.ts'
import type { ReadSections } from '../rules-between-sections.ts'
import { type CertificateFiles, checkCertificates } from './certificates.ts'
import { MAX_FILE_BYTES, type ReadFile } from './read-file.ts'
import type { Resolved } from './references.ts'
import { remarkOnValidity } from './validity.ts'
import type { YamlSource } from './yaml.ts'

interface Named {
  /** The map whose keys name the files. */
  readonly at: Path
  readonly files: CertificateFiles
}

/** Whether each certificate that the configuration names can be used. */
export function checkNamed(sections: Resolved<ReadSections>, readFile: ReadFile, report: Report): void {
  for (const { at, files } of namedIn(sections)) checkCertificates(files, readFile, under(at, report))
}

/**
 * What is to be said about the dates of each.
 *
 * @param now milliseconds since the epoch
 */
export function remarksOnNamed(
  sections: Resolved<ReadSections>,
  readFile: ReadFile,
  source: YamlSource,
  now: number,
): readonly Problem[] {
  return namedIn(sections).flatMap(({ at, files: { cert, authorities } }) =>
    [{ name: 'cert', path: cert }, ...(authorities === undefined ? [] : [authorities])].flatMap(({ name, path }) => {
      const contents = path === undefined ? undefined : readFile(path, MAX_FILE_BYTES)
      const what = contents && 'bytes' in contents ? remarkOnValidity(contents.bytes, now) : undefined
      return what === undefined
        ? []
        : [source.at([...at, name], 'value', { what, expected: 'a renewed certificate in time' })]
    }),
  )
}

function namedIn({ server, issuers = [] }: Resolved<ReadSections>): readonly Named[] {
  const named: Named[] = []
  if (server?.tls !== undefined) {
    const { cert, key, clientCa } = server.tls
    named.push({ at: ['server', 'tls'], files: { cert, key, authorities: { name: 'clientCa', path: clientCa } } })
  }
  for (const [index, { introspection }] of issuers.entries()) {
    if (introspection?.certificate === undefined) continue
    const { cert, key, ca } = introspection.certificate
    const at = ['issuers', index, 'introspection', 'certificate']
    named.push({ at, files: { cert, key, authorities: { name: 'ca', path: ca } } })
  }
  return named
}
