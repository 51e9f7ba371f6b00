import { ensureProgram } from './debian-package.ts'

/** Makes sure that there are a real `prometheus` and `promtool`. @returns their version line */
export async function ensurePrometheus(): Promise<string> {
  return ensureProgram('promtool', 'prometheus')
}
