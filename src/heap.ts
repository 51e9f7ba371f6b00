import { setFlagsFromString } from 'node:v8'

/**
 * How V8 collects garbage of a gateway: much is made for each request, and next to nothing of it outlives the request. It is
 * said here and not on a command line, so that it holds however the process was started, for workers as well. No option moves
 * the limits of memory (`--max-semi-space-size`, `--max-old-space-size`); docs/performance.md has what each does.
 */
const options = [
  /**
   * Makes no object old from the beginning. V8 does so where many that were made in one place outlived some collections, as
   * everything that is under way does while there is much of it. Then the header fields of every answer of the upstream are
   * old, though they are of no use a moment later, and each holds the 64 KB that it was read into.
   */
  '--no-allocation-site-pretenuring',
  /**
   * Takes the space for young objects back to its full size at once. After a quiet moment V8 makes it 1 MB, and doubles it only
   * when as much as it holds has outlived collections, which here takes seconds of full load: some 20 µs for each request.
   */
  '--semi-space-growth-factor=16',
  /**
   * Lets the heap grow to three times of what was alive before all of it is collected; V8 on its own takes up to four. It
   * takes far less where it gets little of a busy processor, and answers are counted as heap until they are collected: then pages
   * of 120 KB had all of it collected several times a second. 64 MB of them have it collected in any case.
   */
  '--heap-growing-percent=200',
  /**
   * Puts off for good the collection of all of the heap that V8 makes some time after it became quiet. With what lay around,
   * that one also drops the shapes of objects of which none is alive at that moment, and with them the compiled code that
   * knows them: requests take twice as long for two seconds, and some 10 µs more from then on.
   */
  '--gc-memory-reducer-start-delay-ms=2000000000',
]

for (const option of options) setFlagsFromString(option)
