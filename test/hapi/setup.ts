import type { TestProject } from 'vitest/node'
import { startHapi } from '../../scripts/hapi/start.ts'
import { seed } from './seed.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** where the real HAPI server answers, without a trailing slash */
    hapiBaseUrl: string
  }
}

/** One seeded server for all suites; they read the world and write only what they made themselves. */
export default async function setup(project: TestProject) {
  const server = await startHapi()
  try {
    await seed(server.baseUrl)
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide('hapiBaseUrl', server.baseUrl)
  return () => server.stop()
}
