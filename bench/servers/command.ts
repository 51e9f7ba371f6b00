import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Program } from '../../test/fixtures/gateway-process.ts'

/** Tries to connect, 50 ms apart: a minute, for a machine that is busy. */
const TRIES = 1200

/** Starts a program that serves on a loopback port and says nothing of it; waits until it does. */
export async function startCommand(words: readonly string[], port: number): Promise<Program> {
  const [command, ...args] = words
  const child = spawn(command as string, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const exited = once(child, 'exit')
  for (let left = TRIES; !(await listens(port)); left--) {
    if (left > 0 && child.exitCode === null) await pause(50)
    else {
      child.kill('SIGKILL')
      throw new Error(`${words.join(' ')} does not serve on port ${port}`)
    }
  }
  return {
    pid: child.pid as number,
    ready: '',
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
