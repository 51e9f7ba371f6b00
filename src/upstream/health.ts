import { isUpstreamFailure } from './failure.ts'
import type { UpstreamFailure } from './message.ts'

/** Failures in a row after which the upstream counts as down, without waiting for the next probe. */
const FAILURES_TO_DOWN = 3

export interface HealthSettings {
  /** Milliseconds between probes; the first is made at once. */
  readonly interval: number
  /** Resolves to whether the upstream answered as a working server would. */
  probe(): Promise<boolean>
  changed(up: boolean): void
}

export interface Health {
  state(): 'up' | 'down' | 'unknown'
  /** Learns from ordinary traffic: any answer is a sign of life. The client's own leaving says nothing. */
  saw(answer: { readonly status: number } | UpstreamFailure): void
  stop(): void
}

/** Whether the upstream is there, from probes and from ordinary traffic. It informs; it refuses nothing. */
export function createHealth(settings: HealthSettings): Health {
  let state: 'up' | 'down' | 'unknown' = 'unknown'
  let failures = 0
  let stopped = false

  function become(next: 'up' | 'down'): void {
    if (stopped || state === next) return
    state = next
    settings.changed(next === 'up')
  }
  async function check(): Promise<void> {
    const alive = await settings.probe().catch(() => false)
    failures = alive ? 0 : FAILURES_TO_DOWN
    become(alive ? 'up' : 'down')
  }

  const timer = setInterval(check, settings.interval)
  timer.unref()
  void check()

  return {
    state: () => state,
    saw(answer) {
      if (!isUpstreamFailure(answer)) {
        failures = 0
        if (state !== 'up') become('up')
      } else if (answer.failed !== 'aborted' && ++failures >= FAILURES_TO_DOWN) {
        become('down')
      }
    },
    stop() {
      stopped = true
      clearInterval(timer)
    },
  }
}
