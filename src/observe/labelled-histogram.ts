import type { Metric, Registry } from 'prom-client'
import { labelsOf } from './labels.ts'
import { Series } from './series.ts'

interface Observed {
  readonly labels: Readonly<Record<string, string>>
  /** How many lie in each bucket and in none below it; the last are above all bounds. */
  readonly counts: number[]
  sum: number
}

interface Value {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** A histogram of what every request observes, told by prom-client's registry as its own are. */
export class LabelledHistogram {
  readonly name: string
  readonly help: string
  readonly type = 'histogram'
  readonly aggregator = 'sum'
  readonly labelNames: readonly string[]
  readonly #bounds: readonly number[]
  readonly #series: Series<Observed>

  /** @param bounds upper ones, ascending. */
  constructor(
    name: string,
    help: string,
    labelNames: readonly string[],
    bounds: readonly number[],
    registry: Registry,
  ) {
    this.name = name
    this.help = help
    this.labelNames = labelNames
    this.#bounds = bounds
    this.#series = new Series((values) => ({
      labels: labelsOf(labelNames, values),
      counts: new Array<number>(bounds.length + 1).fill(0),
      sum: 0,
    }))
    registry.registerMetric(this as unknown as Metric)
  }

  /** @param labels values in the order of the names. */
  observe(labels: readonly string[], value: number): void {
    const observed = this.#series.of(labels)
    const bounds = this.#bounds
    let bucket = 0
    while (bucket < bounds.length && value > bounds[bucket]!) bucket += 1
    observed.counts[bucket]! += 1
    observed.sum += value
  }

  async get() {
    const { name, help, type, aggregator } = this
    return { name, help, type, aggregator, values: this.#series.all.flatMap((observed) => this.#valuesOf(observed)) }
  }

  #valuesOf({ labels, counts, sum }: Observed): Value[] {
    let count = 0
    const buckets = [...this.#bounds, '+Inf'].map((le, i) => {
      count += counts[i]!
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ]
  }
}
