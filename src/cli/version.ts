import { readFileSync } from 'node:fs'

/** The version in package.json, which lies two levels up both in the sources and in the build. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}
