import { setTimeout as pause } from 'node:timers/promises'
import type { DemoRoad, Told } from './demo-road.ts'

export type Kind = 'read' | 'forbidden' | 'write'

export interface Sample extends Told {
  readonly kind: Kind
  /** Of a write: what stands in it and nowhere else. */
  readonly mark: string
  readonly milliseconds: number
}

/** A steady stream of requests from callers whose tokens are known to the gateway. */
export interface Load {
  /** Answers to requests sent after this call, at least `count` of each kind. */
  next(count?: number): Promise<readonly Sample[]>
  /** Waits until every kind is answered as in a healthy system. */
  healthy(): Promise<void>
  readonly all: readonly Sample[]
  stop(): Promise<void>
}

const KINDS: readonly Kind[] = ['read', 'forbidden', 'write', 'read']
const HEALTHY: Readonly<Record<Kind, number>> = { read: 200, forbidden: 403, write: 201 }

/** Starts four loops: two that read, one that asks for what it may not have, and one that writes. */
export async function startLoad(road: DemoRoad): Promise<Load> {
  const wide = await road.tokenFor('user/*.cruds')
  const narrow = await road.tokenFor('user/Patient.rs')
  const samples: (Sample & { readonly sentAt: number })[] = []
  let running = true
  let count = 0

  async function once(kind: Kind): Promise<void> {
    const sentAt = performance.now()
    const mark = `mark-${count++}`
    const told = await asks[kind](mark)
    samples.push({ ...told, kind, mark, sentAt, milliseconds: performance.now() - sentAt })
  }
  const asks: Record<Kind, (mark: string) => Promise<Told>> = {
    read: () => road.ask('GET', '/Patient/p01', wide),
    forbidden: () => road.ask('GET', '/Condition?patient=p01', narrow),
    write: (mark) => road.ask('POST', '/Basic', wide, { body: { resourceType: 'Basic', code: { text: mark } } }),
  }
  const loops = KINDS.map(async (kind) => {
    while (running) {
      await once(kind)
      await pause(4)
    }
  })

  async function next(wanted = 5): Promise<readonly Sample[]> {
    const from = performance.now()
    for (;;) {
      const fresh = samples.filter(({ sentAt }) => sentAt > from)
      if (KINDS.every((kind) => fresh.filter((sample) => sample.kind === kind).length >= wanted)) return fresh
      await pause(4)
    }
  }

  return {
    next,
    all: samples,
    async healthy() {
      const deadline = performance.now() + 60_000
      for (;;) {
        const fresh = await next(1)
        if (fresh.every(({ kind, status }) => status === HEALTHY[kind])) return
        if (performance.now() > deadline) throw new Error(`not healthy: ${fresh.map(({ status }) => status)}`)
      }
    },
    async stop() {
      running = false
      await Promise.all(loops)
    },
  }
}

/** Statuses of one kind, each once, in order. */
export function statusesOf(samples: readonly Sample[], kind: Kind): readonly number[] {
  return [...new Set(samples.filter((sample) => sample.kind === kind).map(({ status }) => status))].sort()
}
