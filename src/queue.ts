/** What stands in a queue. The links are the queue's own. */
export interface Queued<Item> {
  earlier?: Item | undefined
  later?: Item | undefined
}

/**
 * What is under way, in the order in which it began; anything in it may be over at any time.
 *
 * It is linked instead of held in a Set: a Set through which objects go by leaves its outgrown tables behind, each pointing to
 * the next, and a table that has grown old keeps all later ones, with the requests that were under way, from being collected
 * while they are young. For the same reason what has left the queue points at nothing in it.
 */
export class Queue<Item extends Queued<Item>> {
  #first: Item | undefined
  #last: Item | undefined

  get first(): Item | undefined {
    return this.#first
  }

  has(item: Item): boolean {
    return item.earlier !== undefined || this.#first === item
  }

  /** @param item in no queue. */
  add(item: Item): void {
    item.earlier = this.#last
    item.later = undefined
    if (this.#last === undefined) this.#first = item
    else this.#last.later = item
    this.#last = item
  }

  /** @returns false when it is not in the queue (any more). */
  remove(item: Item): boolean {
    if (!this.has(item)) return false
    const { earlier, later } = item
    if (earlier === undefined) this.#first = later
    else earlier.later = later
    if (later === undefined) this.#last = earlier
    else later.earlier = earlier
    item.earlier = undefined
    item.later = undefined
    return true
  }

  /** Those that are in it now. */
  all(): readonly Item[] {
    const items: Item[] = []
    for (let item = this.#first; item !== undefined; item = item.later) items.push(item)
    return items
  }
}
