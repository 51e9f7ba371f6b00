import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withSecondAttempt } from '../second-attempt.ts'
import { cache, progress, project } from './cache.ts'

const stamp = join(cache, 'built-from')
const log = join(cache, 'maven.log')
const fetchMillis = 8 * 60_000
const progressMillis = 5_000

/**
 * Brings the server's jars with the configured `mvn` and compiles the few classes around them, once per content of
 * the Maven project; later calls need no network. Throws where Maven, asked twice, cannot reach the artifacts or takes more
 * than eight minutes: a missing server is a failure, never a reason to skip.
 */
export async function buildServer(): Promise<void> {
  const content = projectHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return
  for (const folder of ['lib', 'classes', 'maven-status', 'built-from'])
    rmSync(join(cache, folder), { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  progress('fetching the HAPI FHIR JPA server with Maven (some 250 jars, 300 MB)')
  await withSecondAttempt(
    () => maven(['-B', `-Dcache=${cache}`, 'dependency:copy-dependencies', 'compile']),
    (reason) => progress(`once more, for ${reason}`),
  )
  writeFileSync(stamp, content)
}

/** Changes with the pom or any source file, so a new version is fetched and an old one is not kept. */
function projectHash(): string {
  const hash = createHash('sha256')
  const files = readdirSync(project, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(xml|java)$/.test(file))
  for (const file of files.sort()) {
    hash.update(file).update(readFileSync(join(project, file)))
  }
  return hash.digest('hex')
}

function maven(goals: string[]): Promise<void> {
  return new Promise((done, fail) => {
    const started = Date.now()
    const child = spawn('mvn', goals, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'], timeout: fetchMillis })
    const file = createWriteStream(log)
    let downloaded = 0
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      file.write(text)
      downloaded += text.split('Downloaded from').length - 1
      errors += text
        .split('\n')
        .filter((line) => line.includes('[ERROR]'))
        .join('\n')
    })
    const seconds = () => Math.round((Date.now() - started) / 1000)
    const timer = setInterval(() => progress(`${downloaded} artifacts downloaded, ${seconds()} s`), progressMillis)
    const settle = (problem?: string) => {
      clearInterval(timer)
      file.end()
      if (problem === undefined) return done()
      fail(
        new Error(
          `hapi: Maven could not bring the HAPI FHIR server: ${problem}. Log: ${log}\n${errors.slice(0, 2000)}`,
        ),
      )
    }
    child.stderr.pipe(file, { end: false })
    child.on('error', (error) => settle(error.message))
    child.on('close', (code, signal) => {
      if (code === 0) return settle()
      settle(signal === null ? `exit code ${code}` : `ended by ${signal} after ${seconds()} s`)
    })
  })
}
