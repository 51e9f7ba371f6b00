import type { LoadedSources } from '../config/files/sources.ts'
import type { LiveGate } from '../gate/live-gate.ts'
import type { Log } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { PrimaryChannel, Question, Reply } from './messages.ts'

export interface AnswerParts {
  readonly gate: Pick<LiveGate, 'explain' | 'prepare'>
  readonly metrics: Pick<Metrics, 'snapshot'>
  readonly log: Pick<Log, 'fault'>
  /** Reads a changed configuration from what the primary has read. */
  load(sources: LoadedSources['sources']): Promise<LoadedSources>
}

/** Has a worker reply to what the primary asks. A fault is logged here, and told as one. */
export function answerQuestions(channel: PrimaryChannel, { gate, metrics, log, load }: AnswerParts): void {
  /** What was made ready, by the question that asked for it. */
  const ready = new Map<number, () => void>()

  async function prepare(id: number, sources: LoadedSources['sources']): Promise<boolean> {
    const { result } = await load(sources)
    if ('problems' in result) return false
    ready.set(id, gate.prepare(result.config))
    return true
  }

  function commit(change: number): boolean {
    const putInForce = ready.get(change)
    putInForce?.()
    // Others were refused in the meantime, or overtaken.
    ready.clear()
    return putInForce !== undefined
  }

  function reply(id: number, question: Question): Reply<Question> | Promise<Reply<Question>> {
    if (question.about === 'metrics') return metrics.snapshot()
    if (question.about === 'request') return gate.explain(question.posted)
    return question.about === 'change' ? prepare(id, question.sources) : commit(question.change)
  }

  channel.onMessage(async (message) => {
    if (message.kind !== 'question') return
    const { id, question } = message
    try {
      channel.send({ kind: 'reply', id, reply: await reply(id, question) })
    } catch (error) {
      log.fault(error)
      channel.send({ kind: 'reply', id, reply: 'fault' })
    }
  })
}
