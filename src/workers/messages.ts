import type { AddressInfo, Socket } from 'node:net'
import type { Source } from '../config/files/sources.ts'
import type { MetricsSnapshot } from '../observe/metrics.ts'
import type { Explained } from '../server/admin/explain.ts'
import type { Dependency } from '../server/admin/readiness.ts'
import type { Bar, Store } from '../store/store.ts'
import type { Lender, Spent } from './lender.ts'

/** What a worker asks of the store that the primary holds. */
export const storeMethods = ['borrow', 'once', 'enter', 'renew', 'leave', 'bar', 'unbar', 'bars', 'sealKeys'] as const
export type StoreMethod = (typeof storeMethods)[number]
export type SharedStore = Omit<Store, 'takeTokens'> & Lender

export interface StoreCall {
  /** Unique for the worker that asks. */
  readonly id: number
  readonly method: StoreMethod
  readonly args: Parameters<SharedStore[StoreMethod]>
}

export interface StoreAnswer {
  readonly id: number
  readonly value: Awaited<ReturnType<SharedStore[StoreMethod]>>
}

/** The answer to `here`: who the worker is, and the configuration it shall run with. */
export interface Start {
  readonly kind: 'start'
  /** From 1 to the number of workers. */
  readonly worker: number
  readonly workers: number
  /** Path of `gatehouse.yaml`. */
  readonly file: string
  /** What the primary has read for it: a file that changes later changes nothing for a worker that starts later. */
  readonly sources: readonly Source[]
  /** Where the primary takes the clients' connections. */
  readonly at: AddressInfo
}

/** What the primary asks of a worker that serves. */
export type Question =
  | { readonly about: 'metrics' }
  /** What would be decided on a request that an operator posted? */
  | { readonly about: 'request'; readonly posted: unknown }
  /** Can these be taken up? They differ from what the worker runs with in live keys alone. */
  | { readonly about: 'change'; readonly sources: readonly Source[] }
  /** Put in force what was made ready by the question with this id. */
  | { readonly about: 'commit'; readonly change: number }

interface Replies {
  readonly metrics: MetricsSnapshot
  readonly request: Explained
  readonly change: boolean
  readonly commit: boolean
}
export type Reply<Q extends Question> = Replies[Q['about']]

export type ToWorker =
  | Start
  | { readonly kind: 'answers'; readonly answers: readonly StoreAnswer[] }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] | 'unavailable' }
  | { readonly kind: 'question'; readonly id: number; readonly question: Question }
  /** Comes with a connection of a client. */
  | { readonly kind: 'connection'; readonly id: number }
  | { readonly kind: 'drain' }

export type ToPrimary =
  /** The first message: it hears. What was sent before is lost. */
  | { readonly kind: 'here' }
  | { readonly kind: 'listening'; readonly url: string }
  /** It has the connection that came with this number. Sent before anything is read from it. */
  | { readonly kind: 'taken'; readonly id: number }
  /** It cannot start, and another attempt would not either; `reason` is a code without particulars. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** `spent` comes before the calls: what was lent is there again for them. */
  | { readonly kind: 'calls'; readonly calls: readonly StoreCall[]; readonly spent: readonly Spent[] }
  | { readonly kind: 'watch-bars' }
  | { readonly kind: 'dependencies'; readonly dependencies: readonly Dependency[] }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply<Question> | 'fault' }
  /** The last message: everything is closed; `whole` unless answers had to be cut. */
  | { readonly kind: 'drained'; readonly whole: boolean; readonly snapshot: MetricsSnapshot }

/** One end of the channel between the primary and a worker. Sending never throws; to who is gone it does nothing. */
export interface Channel<Out, In> {
  send(message: Out): void
  onMessage(listener: (message: In) => void): void
}
export interface PrimaryChannel extends Channel<ToPrimary, ToWorker> {
  onMessage(listener: (message: ToWorker, connection?: Socket) => void): void
}
export type WorkerChannel = Channel<ToWorker, ToPrimary>
