import { pathToFileURL } from 'node:url'
import { ensureProgram } from './debian-package.ts'

/** Makes sure that there is a real `redis-server` to test against. @returns its version line */
export async function ensureRedisServer(): Promise<string> {
  return ensureProgram('redis-server', 'redis-server')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await ensureRedisServer())
