import { Agent, get } from 'node:http'

/** Sends `count` reads over four connections, each as soon as the last was answered. Milliseconds of each, in order of size. */
export async function honestReads(url: string, token: string, count: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const took: number[] = []
  let left = count
  const loops = Array.from({ length: 4 }, async () => {
    while (left-- > 0) took.push(await timed(url, token, agent))
  })
  await Promise.all(loops).finally(() => agent.destroy())
  return took.sort((a, b) => a - b)
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}

function timed(url: string, token: string, agent: Agent): Promise<number> {
  const since = performance.now()
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - since)
        else reject(new Error(`status ${response.statusCode}`))
      })
    }).on('error', reject)
  })
}
