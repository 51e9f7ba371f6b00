// Holds the direction of imports (docs/architecture.md, "Rooms"): a room may use itself and the rooms its row names.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const core = ['fhir', 'scopes', 'policy', 'authorize']
const rooms = {
  fhir: [],
  scopes: ['fhir'],
  policy: ['fhir', 'scopes'],
  authorize: ['fhir', 'scopes', 'policy'],
  exchange: core,
  presence: [],
  heap: [],
  queue: [],
  'end-of-turn': [],
  message: ['exchange', 'presence'],
  store: ['queue', 'end-of-turn'],
  ratelimit: ['fhir', 'store'],
  bars: ['queue', 'scopes', 'store'],
  config: ['fhir', 'scopes', 'policy'],
  upstream: ['config', 'presence', 'queue', 'end-of-turn'],
  authn: ['fhir', 'scopes', 'policy', 'config'],
  denial: [...core, 'ratelimit', 'upstream'],
  enforce: [...core, 'denial', 'upstream'],
  observe: [...core, 'exchange'],
  discovery: ['fhir', 'scopes', 'denial', 'message', 'authn', 'config'],
  road: [
    ...core,
    'exchange',
    'message',
    'presence',
    'authn',
    'denial',
    'enforce',
    'ratelimit',
    'bars',
    'upstream',
    'discovery',
  ],
  pipeline: ['fhir', 'scopes', 'authorize', 'exchange', 'message', 'road', 'ratelimit'],
  explain: [...core, 'authn', 'denial', 'enforce', 'config', 'discovery', 'road'],
  'policy-test': [
    ...[
      'policy',
      'authorize',
      'message',
      'presence',
      'config',
      'denial',
      'enforce',
      'upstream',
      'explain',
      'road',
      'pipeline',
    ],
  ],
  server: ['fhir', 'config', 'exchange', 'message', 'presence', 'end-of-turn', 'observe', 'denial', 'store', 'bars'],
  reload: ['config', 'observe', 'server'],
  gate: ['*'],
  workers: ['config', 'observe', 'server', 'store', 'reload', 'gate'],
  cli: ['*'],
  main: ['*'],
}

/** What the pure rooms may take from Node: values that need no I/O. */
const pureModules = new Set(['node:buffer', 'zod'])

const problems = []
for (const file of filesBelow('src')) {
  const room = roomOf(file)
  const allowed = rooms[room]
  if (!allowed) problems.push(`${file}: the room "${room}" is not in scripts/check-imports.mjs`)
  for (const target of importsOf(file)) {
    if (!target.startsWith('.')) {
      if (core.includes(room) && !pureModules.has(target)) problems.push(`${file}: a pure room imports ${target}`)
      continue
    }
    const to = roomOf(relative('.', resolve(dirname(file), target)))
    if (to !== room && allowed && !allowed.includes('*') && !allowed.includes(to)) {
      problems.push(`${file}: ${room} must not import ${to} (${target})`)
    }
  }
}
for (const problem of problems) console.error(problem)
console.log(problems.length === 0 ? 'imports run one way' : `${problems.length} imports run the wrong way`)
process.exitCode = problems.length === 0 ? 0 : 1

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (path.endsWith('.ts')) yield path
  }
}

function roomOf(file) {
  return file.split('/')[1].replace(/\.ts$/, '')
}

function importsOf(file) {
  const statements = /^(?:import|export)\b[^'"=]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm
  return [...readFileSync(file, 'utf8').matchAll(statements)].map(([, ...targets]) => targets.find(Boolean))
}
