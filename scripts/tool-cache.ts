import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Where tools are kept that take long to make: outside the repository, so that every clone uses them. */
export function toolFolder(name: string): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gatehouse', name)
}

/** Makes a folder of tools aside and puts it in place whole, so that a run that was stopped leaves nothing half made. */
export function placeWhole(folder: string, make: (aside: string) => void): void {
  const aside = `${folder}.${process.pid}`
  mkdirSync(dirname(folder), { recursive: true })
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside)
  try {
    make(aside)
    rmSync(folder, { recursive: true, force: true })
    renameSync(aside, folder)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}
