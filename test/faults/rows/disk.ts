import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { makePair } from '../../server/fixtures/certificates.ts'
import type { Fault, FaultTable } from '../fault.ts'
import { POLICY, type ProcessWorld, startProcessWorld } from '../process-world.ts'

/** The largest file that the process may write; `unlimited` lifts it. */
function limitFiles({ pid }: ProcessWorld, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`])
  if (status !== 0) throw new Error(String(stderr))
}

export const logTable: FaultTable<ProcessWorld> = {
  dependency: 'disk',
  start: () => startProcessWorld(),
  faults: [
    {
      ...{ kind: 'full', what: 'has no room for the log', known: 200 },
      begin: (world) => limitFiles(world, statSync(world.path('log')).size),
      end: (world) => limitFiles(world, 'unlimited'),
    },
  ],
}

/** The certificate is renewed, and what is there cannot be used. */
const certificate = (kind: Fault['kind'], what: string, spoil: (file: string) => void): Fault<ProcessWorld> => ({
  ...{ kind, what, known: 200 },
  begin({ path, said }) {
    spoil(path('tls.crt'))
    return said('certificate not renewed, the old one stays')
  },
  end({ path, said }) {
    const pair = makePair('second')
    rmSync(path('tls.crt'), { recursive: true, force: true })
    writeFileSync(path('tls.key'), pair.key)
    writeFileSync(path('tls.crt'), pair.cert)
    return said('certificate renewed')
  },
})

function unreadable(file: string): void {
  rmSync(file)
  mkdirSync(file)
}

export const certificateTable: FaultTable<ProcessWorld> = {
  dependency: 'disk',
  start: () => startProcessWorld({ tls: true }),
  faults: [
    certificate('garbage', 'holds garbage for the certificate', (file) => writeFileSync(file, 'no PEM')),
    certificate('down', 'does not give the certificate', unreadable),
    certificate('full', 'had no room for the renewed certificate', (file) => writeFileSync(file, '')),
  ],
}

const atReload = (kind: Fault['kind'], what: string, spoil: (world: ProcessWorld) => void): Fault<ProcessWorld> => ({
  ...{ kind, what, known: 200 },
  async begin(world) {
    spoil(world)
    await world.reload('failure')
  },
  async end(world) {
    rmSync(world.path('policy.yaml'), { recursive: true, force: true })
    writeFileSync(world.path('policy.yaml'), POLICY.replace('everything', 'everything-still'))
    await world.reload('success')
  },
})

export const reloadTable: FaultTable<ProcessWorld> = {
  dependency: 'disk',
  start: () => startProcessWorld(),
  faults: [
    atReload('down', 'does not give the policy at a reload', ({ path }) => unreadable(path('policy.yaml'))),
    atReload('garbage', 'holds garbage for the policy at a reload', ({ path }) =>
      writeFileSync(path('policy.yaml'), Buffer.from([0xff, 0x00, 0xfe, 0x7b])),
    ),
    atReload('full', 'had no room for the end of the policy', ({ path }) =>
      writeFileSync(path('policy.yaml'), POLICY.slice(0, POLICY.length / 2)),
    ),
  ],
}
