import { z } from 'zod'
import { count, text } from './text.ts'

/** Address and port of a listener. */
export function listen({ host, port }: { host: string; port: number }) {
  return z
    .strictObject({
      host: text('a host name or address').prefault(host).describe('Address to listen on; 0.0.0.0 is every IPv4 one.'),
      port: count({ min: 0, max: 65_535 }).prefault(port).describe('TCP port; 0 takes any free one.'),
    })
    .prefault({})
}
