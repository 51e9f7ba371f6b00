import { ensureHelm } from '../../scripts/helm/install.ts'

/** Before the suites begin, so that only one of them builds it. */
export async function setup(): Promise<void> {
  await ensureHelm()
}
