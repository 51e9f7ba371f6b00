import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from making objects old from the beginning. It does so where many that were made in one place outlived some
 * collections, as everything that is under way does while there is much of it. Then the header fields of every answer of the
 * upstream are old, though they are of no use a moment later; each holds the 64 KB that it was read into; and as soon as
 * 64 MB of such memory have gathered, all of the heap is collected: with pages of 120 KB several times a second. It is said
 * here and not on a command line, so that it holds however the process was started, for workers as well.
 */
setFlagsFromString('--no-allocation-site-pretenuring')
