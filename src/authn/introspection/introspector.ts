import { type AuthenticationFailure, fail, isAuthenticationFailure } from '../failure.ts'
import type { Answered, QuestionProblem } from './question.ts'

/** What an issuer says of a token: its members while it is active. `inactive` is an answer; a failure is not. */
export type Told = Answered | 'inactive' | AuthenticationFailure

export interface Introspector {
  ask(token: string): Promise<Told>
}

export interface IntrospectorOptions {
  readonly question: (token: string) => Promise<Answered | QuestionProblem>
  /** Monotonic milliseconds. */
  readonly monotonic: () => number
  readonly onAnswer: (result: 'active' | 'inactive' | QuestionProblem) => void
}

const MAX_ASKING = 64
/** This many failures one after the other make a dead endpoint; fewer may be the fault of single tokens. */
const PATIENCE = 3
const FIRST_PAUSE = 250
const MAX_PAUSE = 5000

/**
 * Asks one issuer about tokens, so many at a time, and lets it rest while it does not answer: from a quarter of a second to
 * five. What goes wrong here is never the caller's fault, so all of it is 503, also the refusal of the gateway's own
 * credential. `active` must be true and nothing like it (RFC 7662 §2.2).
 */
export function createIntrospector({ question, monotonic, onAnswer }: IntrospectorOptions): Introspector {
  let asking = 0
  let failures = 0
  let restUntil = Number.NEGATIVE_INFINITY

  function pause(): void {
    failures++
    const length = Math.min(FIRST_PAUSE * 2 ** (failures - PATIENCE), MAX_PAUSE)
    if (failures >= PATIENCE) restUntil = monotonic() + length
  }

  function settle(answer: Answered | QuestionProblem): Told {
    if (typeof answer === 'string') {
      onAnswer(answer)
      // Anyone can send a token that the endpoint rejects: that says nothing of the next one.
      if (answer !== 'rejected') pause()
      return unavailable(answer)
    }
    failures = 0
    restUntil = Number.NEGATIVE_INFINITY
    const active = answer.members.active === true
    onAnswer(active ? 'active' : 'inactive')
    return active ? answer : 'inactive'
  }

  return {
    async ask(token) {
      if (asking >= MAX_ASKING) return fail('VERIFICATION_BUSY', 'too many questions to this issuer at once')
      if (monotonic() < restUntil) return unavailable('not asked: it failed just now')
      asking++
      try {
        return settle(await question(token))
      } finally {
        asking--
      }
    },
  }
}

/** An introspector and the issuer that it asks. */
export interface Asked<Issuer> {
  readonly issuer: Issuer
  readonly introspector: Introspector
}

/**
 * Puts a token that does not tell its issuer before several, in order, until one says that it is active. A failure of one
 * is no reason not to ask the next, but without an active answer it leaves open whose the token is.
 */
export async function askInTurn<Issuer>(
  token: string,
  all: readonly Asked<Issuer>[],
): Promise<{ readonly issuer: Issuer; readonly answer: Answered } | AuthenticationFailure> {
  let failure: AuthenticationFailure | undefined
  for (const { issuer, introspector } of all) {
    const told = await introspector.ask(token)
    if (isAuthenticationFailure(told)) failure ??= told
    else if (told !== 'inactive') return { issuer, answer: told }
  }
  return failure ?? fail('TOKEN_INACTIVE', 'no issuer says that the token is active')
}

function unavailable(detail: string): AuthenticationFailure {
  return fail('INTROSPECTION_UNAVAILABLE', detail)
}
