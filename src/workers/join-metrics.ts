import { AggregatorRegistry, type PrometheusContentType, type Registry } from 'prom-client'
import type { Metrics, MetricsSnapshot } from '../observe/metrics.ts'

/** Metrics of many processes as one; counts of those that have ended stay in it, so that no counter goes backwards. */
export interface JoinedMetrics {
  /** Puts a newer snapshot of a living process in place of the last. A process that starts later has a higher number. */
  update(process: number, snapshot: MetricsSnapshot): void
  /** The process has ended: of its last snapshot only what it has counted is kept. */
  end(process: number): void
  /** Prometheus' text exposition; `own` are the metrics of the process that joins. */
  expose(own: MetricsSnapshot): ReturnType<Metrics['expose']>
}

type Metric = MetricsSnapshot[number]

/** Joins by the aggregator of each metric (`createInstruments`); process and runtime metrics stay apart by their label. */
export function joinMetrics(): JoinedMetrics {
  const living = new Map<number, MetricsSnapshot>()
  let ended: MetricsSnapshot = []

  return {
    update: (process, snapshot) => void living.set(process, snapshot),
    end(process) {
      const last = living.get(process)
      living.delete(process)
      // A gauge of a process that is gone says nothing any more.
      if (last !== undefined) ended = joined([ended, last.filter(isCount)]).getMetricsAsArray() as MetricsSnapshot
    },
    async expose(own) {
      const newestFirst = [...living].sort(([a], [b]) => b - a).map(([, snapshot]) => snapshot)
      // What the primary's gauges say of the road is no worker's: it walks none.
      const supervisor = own.filter((metric) => isCount(metric) || isOfProcess(metric))
      const registry = joined([...newestFirst, ended, supervisor])
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

function joined(snapshots: readonly MetricsSnapshot[]): Registry<PrometheusContentType> {
  return AggregatorRegistry.aggregate<PrometheusContentType>(snapshots.map((snapshot) => snapshot.map(withAggregator)))
}

/**
 * prom-client means its process and runtime gauges to be averaged, or left out. Here they carry the worker's number, so
 * that only a worker and its successor can have the same labels: the newer one speaks.
 */
function withAggregator(metric: Metric): Metric {
  return isOfProcess(metric) && !isCount(metric) ? { ...metric, aggregator: 'first' } : metric
}

function isCount({ type }: Metric): boolean {
  const name = String(type)
  return name === 'counter' || name === 'histogram' || name === 'summary'
}

function isOfProcess({ name }: Metric): boolean {
  return name.startsWith('process_') || name.startsWith('nodejs_')
}
