type Level<T> = Map<string, Level<T> | T>

/** One value for each combination of labels. It is found through maps, by one label after the other, without building a key. */
export class Series<T> {
  /** All that were made, in that order. */
  readonly all: T[] = []
  readonly #root: Level<T> = new Map()
  readonly #make: (labels: readonly string[]) => T

  constructor(make: (labels: readonly string[]) => T) {
    this.#make = make
  }

  /** @param labels always as many. */
  of(labels: readonly string[]): T {
    const last = labels.length - 1
    let level = this.#root
    for (let i = 0; i < last; i++) {
      const label = labels[i]!
      let next = level.get(label) as Level<T> | undefined
      if (next === undefined) {
        next = new Map()
        level.set(label, next)
      }
      level = next
    }
    const found = level.get(labels[last]!) as T | undefined
    if (found !== undefined) return found
    const made = this.#make(labels)
    level.set(labels[last]!, made)
    this.all.push(made)
    return made
  }
}
