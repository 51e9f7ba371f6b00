/** Whether a GET is answered 200, and whole, within half a minute: of a server that starts a part may come and no more. */
export async function isAnswered(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}
