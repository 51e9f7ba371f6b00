/**
 * How long anything is waited for before a test gives up, in milliseconds: for every suite. Nothing waits that long
 * unless it hangs; what is short here fails on a busy machine.
 */
export const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000, interval: 20 } },
} as const
