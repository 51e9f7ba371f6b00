import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { run } from '../../src/cli/run.ts'

interface Service {
  readonly image: string
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly [key: string]: unknown
}

const { services, volumes } = parse(readFileSync('compose.yaml', 'utf8'), { strict: true }) as {
  services: Readonly<Record<string, Service>>
  volumes: Readonly<Record<string, null>>
}
const configFile = 'config/compose/gatehouse/gatehouse.yaml'
const config = parse(readFileSync(configFile, 'utf8'))
const prometheus = parse(readFileSync('config/compose/prometheus.yaml', 'utf8'))

afterEach(() => void vi.unstubAllEnvs())

describe.each(Object.entries(services))('%s', (_, { image, ports = [], volumes: mounts = [], depends_on = [] }) => {
  it('names a version', () => {
    expect(image).toMatch(/^gatehouse$|^[\w/-]+:v?\d[\w.-]*$/)
  })

  it('publishes its ports on this machine only', () => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
  })

  it('mounts what is there, and nothing of the repository to be written', () => {
    for (const mount of mounts) {
      const [source = '', , mode] = mount.split(':')
      if (!source.startsWith('./')) expect(Object.keys(volumes)).toContain(source)
      else expect([existsSync(source), mode]).toEqual([true, 'ro'])
    }
  })

  it('depends on services that there are', () => {
    for (const name of depends_on) expect(Object.keys(services)).toContain(name)
  })
})

it('publishes no port twice', () => {
  const published = Object.values(services).flatMap(({ ports = [] }) => ports.map((port) => port.split(':')[1]))
  expect(new Set(published).size).toBe(published.length)
})

it('leaves the FHIR server reachable through the gateway alone', () => {
  expect(services.hapi?.ports).toBeUndefined()
  expect(services.redis?.ports).toBeUndefined()
})

describe('the configuration of its gateway', () => {
  it('passes gatehouse check with the environment that the service gives', async () => {
    for (const [name, value] of Object.entries(services.gatehouse?.environment ?? {})) vi.stubEnv(name, value)
    const lines: string[] = []
    const say = (line: string) => void lines.push(line)
    const code = await run(['check', '-c', configFile], { print: say, complain: say, colours: false })
    expect(lines.at(-1)).toContain('valid')
    expect(code).toBe(0)
  })

  it('does not pass without it', async () => {
    const say = () => {}
    vi.stubEnv('ADMIN_TOKEN', undefined)
    expect(await run(['check', '-c', configFile], { print: say, complain: say, colours: false })).toBe(2)
  })

  it('speaks of services by their names, and of itself by its published port', () => {
    const hosts = [config.upstream.url, config.store.redis.url, config.issuers[0].jwksUri].map(
      (url) => new URL(url).hostname,
    )
    expect(hosts).toEqual(['hapi', 'redis', 'keycloak'])
    const { port } = new URL(config.server.publicUrl)
    expect(services.gatehouse?.ports).toContain(`127.0.0.1:${port}:${config.server.listen.port}`)
    expect(services.keycloak?.environment?.GATEHOUSE_PUBLIC_URL).toBe(config.server.publicUrl)
    expect(config.issuers[0].issuer.startsWith(`${services.keycloak?.environment?.KC_HOSTNAME}/`)).toBe(true)
  })
})

describe('what watches', () => {
  it('scrapes the operators’ port', () => {
    expect(prometheus.scrape_configs[0].static_configs[0].targets).toEqual([`gatehouse:${config.admin.listen.port}`])
  })

  it('reads rules that there are', () => {
    for (const file of prometheus.rule_files) expect(existsSync(join('dashboards', file)), file).toBe(true)
  })

  it('has the dashboards where Grafana looks for them', () => {
    const { providers } = parse(readFileSync('config/compose/grafana/dashboards.yaml', 'utf8'))
    const mount = services.grafana?.volumes?.find((volume) => volume.startsWith('./dashboards/'))
    const [source = '', target] = mount?.split(':') ?? []
    expect(target).toBe(providers[0].options.path)
    expect(readdirSync(source).some((file) => file.endsWith('.json'))).toBe(true)
  })
})
