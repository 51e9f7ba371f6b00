/**
 * How long anything is waited for before a test gives up, in milliseconds: for every suite. Nothing waits that long
 * unless it hangs; what is short here fails on a busy machine.
 */
export const patience = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000, interval: 20 } },
} as const
