import { Counter, type Registry } from 'prom-client'
import { labelsOf } from './labels.ts'
import { Series } from './series.ts'

interface Count {
  readonly labels: Readonly<Record<string, string>>
  /** Since it was last told. */
  count: number
}

/** A counter of what every request counts: it counts by itself, and tells prom-client's counter when somebody asks. */
export class LabelledCounter {
  readonly #series: Series<Count>

  constructor(name: string, help: string, labelNames: readonly string[], registry: Registry) {
    const series = new Series((values): Count => ({ labels: labelsOf(labelNames, values), count: 0 }))
    this.#series = series
    new Counter({
      ...{ name, help, labelNames, registers: [registry] },
      collect() {
        for (const each of series.all) {
          this.inc(each.labels, each.count)
          each.count = 0
        }
      },
    })
  }

  /** @param labels values in the order of the names. */
  add(labels: readonly string[], count = 1): void {
    this.#series.of(labels).count += count
  }
}
