import { parseArgs } from 'node:util'
import { explain } from '../explain/explain.ts'
import type { Explanation } from '../explain/explanation.ts'
import { explainPartsOf } from '../explain/parts.ts'
import { type Candidate, readCandidate } from '../explain/resources.ts'
import { explanationLines } from '../explain/text/explanation-text.ts'
import { paint } from './colour.ts'
import { exit, type Terminal } from './command.ts'
import { configOption, loadOrExplain } from './config-option.ts'
import { readCaller } from './explain-caller.ts'
import { readCircumstances } from './explain-circumstances.ts'
import { type Fault, isFault, readNamed } from './explain-files.ts'
import { readRequest } from './explain-request.ts'

const DENIED = 3

const options = {
  ...configOption,
  claims: { type: 'string' },
  token: { type: 'string' },
  jwks: { type: 'string' },
  request: { type: 'string' },
  header: { type: 'string', multiple: true },
  body: { type: 'string' },
  resource: { type: 'string', multiple: true },
  address: { type: 'string' },
  now: { type: 'string' },
  'all-rules': { type: 'boolean', default: false },
  json: { type: 'boolean' },
} as const

/**
 * `gatehouse explain`: says how a request is read, what it requires, what is decided and why, and what would be sent.
 * Reads files only. Exits with 0 for a permit, 3 for a deny, a refusal or a token that is not accepted, 2 for bad input.
 */
export async function explainCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const explanation = await explained(args, terminal)
  if (isFault(explanation)) {
    terminal.complain(`gatehouse explain: ${explanation.fault}`)
    return exit.badInput
  }
  if (explanation === undefined) return exit.badInput
  return explanation.decision.effect === 'permit' ? exit.ok : DENIED
}

/** What was printed; undefined when the configuration has problems, each of which has been said. */
async function explained(args: readonly string[], terminal: Terminal): Promise<Explanation | Fault | undefined> {
  const { values } = parseArgs({ args: [...args], options })
  const config = loadOrExplain(values.config, terminal.complain)
  if (config === undefined) return undefined
  const parts = explainPartsOf(config)
  const { request: line, header = [], resource = [], body } = values
  if (line === undefined) return { fault: '--request is required' }
  const written = readRequest({ request: line, header, body }, parts)
  if (isFault(written)) return written
  const circumstances = readCircumstances(values)
  if (isFault(circumstances)) return circumstances
  const request = { ...written, ...circumstances }
  const asking = await readCaller(values, circumstances.now, config, parts)
  if (isFault(asking)) return asking
  const candidates = readCandidates(resource)
  if (isFault(candidates)) return candidates
  const explanation = explain(request, asking.caller, candidates, parts, asking.notice)
  const lines = values.json
    ? [JSON.stringify(explanation, null, 2)]
    : explanationLines(explanation, (colour, text) => paint(colour, text, terminal), values['all-rules'])
  for (const each of lines) terminal.print(each)
  return explanation
}

function readCandidates(files: readonly string[]): readonly Candidate[] | Fault {
  const candidates: Candidate[] = []
  for (const file of files) {
    const bytes = readNamed(file)
    if (isFault(bytes)) return bytes
    const candidate = readCandidate(file, bytes)
    if (isFault(candidate)) return { fault: `${file} ${candidate.fault}` }
    candidates.push(candidate)
  }
  return candidates
}
