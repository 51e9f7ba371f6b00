/**
 * The requirements of the five documents that the gateway was written for, by document and class: `first` or `first-last`.
 * G: the gateway does it. C: it can be configured or connects to it. D: documentation, deployment. X: outside a gateway.
 * O: a sample of the document is unsafe, and the gateway does the opposite. Two letters: some of both.
 */
const numbers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '000': {
    G: '01-02 05-06 09-11 13-16 18 21-35 37-38',
    C: '04 08 36 43',
    O: '17',
    D: '03 07 12 39-41',
    X: '19-20',
    'X/D': '42',
  },
  '001': {
    G: '02-09 11 14 16-20 22-25 27-34 36-52 55-63',
    C: '10 13 15 21 53-54',
    'X/C': '26',
    D: '01 12 35',
  },
  '002': {
    G: '01-02 05-15 17',
    C: '03-04 16 18',
  },
  '003': {
    G: '01-02 05-19 21-23 25-31 34-39 41 43 47 53-54 56-62',
    'G/C': '45-46',
    'G/D': '48',
    C: '20 33 49-50 52 55',
    O: '32',
    D: '64',
    X: '03-04 24 40 42 44 51 63',
  },
  '004': {
    G: '02 06-10 14-17 19-20 22 24-25 27-31 33-35 37 39-49 51-55 57-58 62 66-67 74 82-88 90 92 95-96',
    'G/D': '77',
    C: '01 12 21 23 32 36 50 56 60-61 63-64 68 78-79 81 93-94',
    D: '03-05 11 18 38 65 69-73 75 80 91',
    X: '13 26 59 89',
    'X/D': '76',
  },
}

/** Every requirement with its class. */
export const classes: ReadonlyMap<string, string> = new Map(
  Object.entries(numbers).flatMap(([document, byClass]) =>
    Object.entries(byClass).flatMap(([kind, ranges]) =>
      ranges.split(' ').flatMap((range) => {
        const [first, last = first] = range.split('-').map(Number) as [number, number?]
        const length = last - first + 1
        return Array.from(
          { length },
          (_, index) => [`${document}-${String(first + index).padStart(2, '0')}`, kind] as const,
        )
      }),
    ),
  ),
)
