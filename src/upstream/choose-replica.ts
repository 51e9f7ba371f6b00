/** What the choice among replicas looks at. */
export interface Candidate {
  /** Requests whose answers have not come to their heads. */
  pending(): number
  /** Left out for a while, or its last health check failed. */
  isOut(): boolean
}

/**
 * Chooses the replica that the fewest requests wait for; among equals they take turns. When all are out, all are asked as
 * if none were: a wrong guess must not make an outage of a slow moment.
 */
export function createChoice<Replica extends Candidate>(replicas: readonly [Replica, ...Replica[]]): () => Replica {
  let turn = 0
  return () => {
    if (replicas.length === 1) return replicas[0]
    const inside = replicas.filter((replica) => !replica.isOut())
    const eligible = inside.length > 0 ? inside : replicas
    turn = (turn + 1) % eligible.length
    const inTurn = [...eligible.slice(turn), ...eligible.slice(0, turn)]
    return inTurn.reduce((best, replica) => (replica.pending() < best.pending() ? replica : best))
  }
}
