// Reads TypeScript for the fuzzer's process, and counts the branches of `src` that are taken (see load.mjs).
import { register } from 'node:module'

globalThis.__branches = new Uint8Array(2 ** 16)
globalThis.__words = new Set()
register('./load.mjs', import.meta.url)
