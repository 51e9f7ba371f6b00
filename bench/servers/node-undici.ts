/** The least that can be called a proxy, as a program: node:http in front, undici behind. Arguments: port, upstream. */
import { createServer } from 'node:http'
import { type Dispatcher, Pool } from 'undici'

const [port, upstream] = process.argv.slice(2)
const pool = new Pool(new URL(upstream!).origin, { connections: 128 })

createServer((request, response) => {
  const { host: _, connection: __, ...headers } = request.headers
  const options = { method: request.method as Dispatcher.HttpMethod, path: request.url!, headers }
  pool
    .stream(options, ({ statusCode, headers }) => response.writeHead(statusCode, headers))
    .catch(() => response.destroy())
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))
