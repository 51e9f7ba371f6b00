/**
 * Gathers what is added in one turn of the event loop, and hands all of it over at the end of that turn.
 *
 * Messages that are written in a row cost less than each by itself: a peer on this machine that sleeps is waked for the first,
 * which costs as much as a third of a request, and is still awake for the others. Under little load a turn has one item, which
 * waits for nothing.
 */
export class EndOfTurn<Item> {
  #items: Item[] = []
  readonly #act: (items: readonly Item[]) => void

  /** @param act gets at least one item, in the order in which they were added; it never throws. */
  constructor(act: (items: readonly Item[]) => void) {
    this.#act = act
  }

  add(item: Item): void {
    if (this.#items.push(item) === 1) setImmediate(this.#end)
  }

  readonly #end = (): void => {
    const items = this.#items
    this.#items = []
    this.#act(items)
  }
}
