/** Where things lie in the memory that the scanner and its program share, as addresses of bytes. */
export const at = {
  /** For each object or array that is open: how the one around it closes. */
  closes: 0,
  /** For each level that is recorded, four bytes: the record of its object, that of its last member, its number. */
  objects: 2048,
  members: 2064,
  numbers: 2080,
  /** Takes what is said of the last member of an object that has none yet. */
  nobody: 2096,
  /** Whether the string that was read last is other than plain ASCII: a byte. */
  odd: 2112,
  /** Where the records end, where they must. */
  tapeEnd: 2116,
  tapeLimit: 2120,
  /** Where the last object ended that was read whole. */
  lastEnd: 2124,
  /** For each level 1,024 places of four bytes: the number of the object that had a name of this fingerprint. */
  names: 4096,
  input: 16384,
} as const

/** How many objects and arrays may be open at once, whatever is asked for. */
export const MAX_DEPTH = 2000

/** Records are of four times four bytes. An object's is followed by those of its members, a member's by that of its value. */
export const RECORD_BYTES = 16
export const objectRecord = { start: 0, end: 4, next: 8, isOdd: 12 } as const
export const memberRecord = { name: 0, value: 4, valueEnd: 8, next: 12 } as const

/** What the program may read beyond the input. */
export const PADDING = 64

/** What the program answers when the records do not fit; nothing else does. */
export const TAPE_FULL = -5
