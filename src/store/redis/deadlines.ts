/** How long Redis is waited for, in milliseconds. */

/** For an answer that a request waits for; then the connection is given up. */
export const CALL_DEADLINE_MS = 50
/** For all bars, which may be a megabyte, and which nobody waits for. */
export const READ_DEADLINE_MS = 500
/** For a connection to be made, and for each step of its beginning. */
export const CONNECT_DEADLINE_MS = 500
/** For the first connection of a gateway that starts. */
export const START_TIMEOUT_MS = 2000
