/**
 * Does something again that failed, as a download may for a moment; what was there after the first attempt is kept by whoever
 * brings it.
 * @param told what went wrong the first time
 * @throws what the second attempt throws
 */
export async function withSecondAttempt<T>(attempt: () => T | Promise<T>, told: (reason: string) => void): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    told(error instanceof Error ? error.message : String(error))
    return attempt()
  }
}
