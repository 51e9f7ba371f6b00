interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly hashes?: readonly unknown[]
  readonly licenses?: readonly unknown[]
  readonly properties?: readonly { readonly name: string; readonly value: string }[]
}

/** A bill of materials in the form of CycloneDX 1.5; members that are not looked at are kept as they are. */
export interface Bill {
  readonly bomFormat: string
  readonly metadata: { readonly component: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/** What `package.json` says of the project itself. */
export interface Project {
  readonly name: string
  readonly version: string
  readonly engines: { readonly node: string }
}

/**
 * The bill of what runs, from npm's bill of everything. npm's own `--omit=dev` also omits packages that both the project
 * and its tests depend on; it names the project after its folder and takes it for a library; and the platform is not in
 * the lock file, so what is required of it is told beside.
 *
 * @throws Error where a package has no version, hash or licence: a bill with holes is worth less than none
 */
export function billOf(fromNpm: Bill, { name, version, engines }: Project): Bill {
  const components = fromNpm.components.filter((each) => !isForDevelopment(each))
  const incomplete = components.filter(
    (each) => each.version === '' || (each.hashes ?? []).length === 0 || (each.licenses ?? []).length === 0,
  )
  if (incomplete.length > 0) {
    throw new Error(`without version, hash or licence: ${incomplete.map((each) => each.name).join(', ')}`)
  }
  const own = fromNpm.metadata.component
  const properties = [{ name: 'gatehouse:platform', value: `Node.js ${engines.node}` }]
  const refs = new Set([own['bom-ref'], ...components.map((each) => each['bom-ref'])])
  return {
    ...fromNpm,
    metadata: { ...fromNpm.metadata, component: { ...own, type: 'application', name, version, properties } },
    components,
    dependencies: fromNpm.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) })),
  }
}

function isForDevelopment({ properties = [] }: Component): boolean {
  return properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true')
}
