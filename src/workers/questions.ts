import type { Question, Reply, WorkerChannel } from './messages.ts'

/**
 * Asks one worker.
 * @param limit milliseconds that it has
 * @returns undefined when it does not reply in time, cannot, or has ended
 */
export type Ask = <Q extends Question>(question: Q, limit: number) => Promise<Asked<Q>>

export interface Asked<Q extends Question> {
  /** Unique for the worker; later questions may name it. */
  readonly id: number
  readonly reply: Reply<Q> | undefined
}

export interface Questions {
  readonly ask: Ask
  /** The worker has ended: nothing more will come. */
  end(): void
}

/** Brings questions to one worker and its replies back to whoever asked. */
export function createQuestions(channel: WorkerChannel): Questions {
  const open = new Map<number, (reply: Reply<Question> | undefined) => void>()
  let lastId = 0
  let ended = false

  function settle(id: number, reply: Reply<Question> | undefined): void {
    open.get(id)?.(reply)
    open.delete(id)
  }
  channel.onMessage((message) => {
    if (message.kind === 'reply') settle(message.id, message.reply === 'fault' ? undefined : message.reply)
  })

  function ask<Q extends Question>(question: Q, limit: number): Promise<Asked<Q>> {
    lastId += 1
    const id = lastId
    if (ended) return Promise.resolve({ id, reply: undefined })
    return new Promise((resolve) => {
      const patience = setTimeout(settle, limit, id, undefined)
      open.set(id, (reply) => {
        clearTimeout(patience)
        // The reply to a question has the type that belongs to it: `answerQuestions` sees to that.
        resolve({ id, reply: reply as Reply<Q> | undefined })
      })
      channel.send({ kind: 'question', id, question })
    })
  }

  return {
    ask,
    end() {
      ended = true
      for (const id of [...open.keys()]) settle(id, undefined)
    },
  }
}
