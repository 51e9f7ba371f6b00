/** Bounds on what is held of an upstream's answer while it is judged; beyond them it fails closed. */
export const answerLimits = { entryBytes: 16 * 1024 * 1024, memberBytes: 1024 * 1024, depth: 256 } as const
