import type { Outcome } from './outcomes.ts'

type Expected = Readonly<Record<string, Outcome>>

const NOTHING = '404 <-'
const FORBIDDEN = '403 <-'
const NOTHING_AFTER_A_LOOK = '404 <- GET /T/id'

/** p01's own: everything, and changes only after the stored version was read. */
export const own: Expected = {
  read: '200 <- GET /T/id',
  vread: '200 <- GET /T/id/_history/1',
  history: '200 [own] <- GET /T/id/_history',
  search: '200 [own] <- GET /T of p01',
  'search by id': '200 [own] <- GET /T of p01',
  'batch read': '200 [own] <- POST',
  create: '201 <- POST /T',
  'batch create': '200 [] <- POST',
  update: '200 <- GET /T/id, PUT /T/id',
  'update of nothing': '404 <- GET /T/unused',
  patch: '200 <- GET /T/id, PUT /T/id',
  delete: '204 <- GET /T/id, DELETE /T/id',
}

/** p02's: as if it were not there, and no write ever arrives. */
export const foreign: Expected = {
  read: NOTHING_AFTER_A_LOOK,
  vread: '404 <- GET /T/id/_history/1',
  history: '404 <- GET /T/id/_history',
  search: '200 [own] <- GET /T of p01',
  'search by id': '200 <- GET /T of p01',
  'batch read': '200 [404 Not Found] <- POST',
  create: FORBIDDEN,
  'batch create': '200 [403 Forbidden] <-',
  update: NOTHING,
  'update of nothing': NOTHING,
  patch: NOTHING_AFTER_A_LOOK,
  delete: NOTHING_AFTER_A_LOOK,
}

/** Only the patient's own records are its app's to write. */
export const unwritable: Expected = {
  create: FORBIDDEN,
  'batch create': '200 [403 Forbidden] <-',
  update: NOTHING,
  'update of nothing': NOTHING,
  patch: NOTHING,
  delete: NOTHING,
}

/** Nobody's: everyone reads it, no patient's app changes it. */
export const shared: Expected = {
  read: '200 <- GET /T/id',
  vread: '200 <- GET /T/id/_history/1',
  history: '200 [some] <- GET /T/id/_history',
  search: '200 [some] <- GET /T',
  'search by id': '200 [some] <- GET /T',
  'batch read': '200 [some] <- POST',
  ...unwritable,
}

/** Of nobody who could be told: the server is not even asked. */
export const closed: Expected = {
  read: NOTHING,
  vread: NOTHING,
  history: NOTHING,
  search: '200 <-',
  'search by id': '200 <-',
  'batch read': '200 [404 Not Found] <-',
  ...unwritable,
}

/** A Binary is no JSON that could be patched, and a Subscription is only taken whole. */
export const unpatchable = { ...closed, patch: '405 <-' }
