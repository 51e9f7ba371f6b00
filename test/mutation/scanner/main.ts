// Mutants of the scanner's program, instruction by instruction: docs/mutation.md. `npx tsx test/mutation/scanner/main.ts`
import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeProgram } from '../../../src/fhir/json/scanner/program/program.ts'
import { mutantsOf } from './mutants.ts'
import { readProgram, writeWith } from './program.ts'

/** What reads the records of a program does not end when it takes this much processor time, in ticks of 10 ms. */
const HANGS = 1_000

const own = writeProgram()
const program = readProgram(own)
let child = start()
const mistaken = await tried(writeWith(program, 0, 0, program.functions[0]!.code[0]!))
if (mistaken !== undefined) throw new Error(`the program itself does not pass: ${mistaken}`)

const [survivors, counts] = [[] as string[], { noticed: 0, invalid: 0 }]
for (const { name, bytes } of mutantsOf(program)) {
  const outcome = await tried(bytes)
  if (outcome === undefined) survivors.push(name)
  else if (outcome.startsWith('CompileError')) counts.invalid++
  else counts.noticed++
}
child.kill('SIGKILL')
for (const name of survivors) console.log(name)
const all = survivors.length + counts.noticed
const share = ((100 * counts.noticed) / all).toFixed(1)
console.log(`scanner: ${share} % (${counts.noticed} of ${all}) noticed; ${counts.invalid} are no programs`)

function start(): ChildProcess {
  return fork(new URL('tried.ts', import.meta.url), {
    execArgv: ['--import', 'tsx', '--import', new URL('exchanged.ts', import.meta.url).href],
  })
}

/** Why a program is not the scanner's; undefined when nothing tells. */
function tried(program: Uint8Array): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { pid } = child
    const before = ticksOf(pid)
    const watch = setInterval(() => {
      if (ticksOf(pid) - before > HANGS) child.kill('SIGKILL')
    }, 1_000)
    child.once('exit', () => {
      clearInterval(watch)
      child = start()
      resolve('no end')
    })
    child.once('message', ({ noticed }: { readonly noticed?: string }) => {
      clearInterval(watch)
      child.removeAllListeners('exit')
      resolve(noticed)
    })
    child.send([...program])
  })
}

/** Time that a process has had of the processor, its start included (proc_pid_stat(5)). */
function ticksOf(pid: number | undefined): number {
  try {
    const [, user, system] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return Number(user) + Number(system)
  } catch {
    return 0
  }
}
