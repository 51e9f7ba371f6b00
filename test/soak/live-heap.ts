import { once } from 'node:events'
import { WebSocket } from 'undici'

/** Reads what is alive in the heap of a process. */
export interface LiveHeap {
  /** Bytes, after all garbage was collected: what V8 has not yet come to collect says nothing about leaks. */
  read(): Promise<number>
  close(): void
}

/** Milliseconds within which a process must answer. */
const PATIENCE = 30_000

/** By the inspector of a Node process that was started with `--inspect=127.0.0.1:PORT`. */
export async function liveHeapOf(port: number): Promise<LiveHeap> {
  const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()
  const inspector = new WebSocket((targets as [{ webSocketDebuggerUrl: string }])[0].webSocketDebuggerUrl)
  await once(inspector, 'open', { signal: AbortSignal.timeout(PATIENCE) })
  let asked = 0

  async function ask(method: string): Promise<{ readonly usedSize: number }> {
    const id = ++asked
    const signal = AbortSignal.timeout(PATIENCE)
    inspector.send(JSON.stringify({ id, method }))
    for (;;) {
      const [{ data }] = (await once(inspector, 'message', { signal })) as [{ data: string }]
      const message = JSON.parse(data)
      if (message.id === id) return message.result
    }
  }
  return {
    async read() {
      await ask('HeapProfiler.collectGarbage')
      return (await ask('Runtime.getHeapUsage')).usedSize
    },
    close: () => inspector.close(),
  }
}
