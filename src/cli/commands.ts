import type { Command } from './command.ts'

/** Every command is one row. Each loads its code only when it is called, so that `check` and `--help` start fast. */
export const commands: readonly Command[] = [
  {
    name: 'serve',
    usage: '[-c FILE]',
    summary: 'Run the gateway. Exits with 0 after a clean drain, 1 on a fault, 2 on a bad configuration.',
    run: async (args, terminal) => (await import('./serve.ts')).serveCommand(args, terminal),
  },
  {
    name: 'check',
    usage: '[-c FILE] [--strict]',
    summary:
      'Check the configuration and the policy, and print every problem with its place; --strict treats warnings as problems. Exits with 0 or 2.',
    run: async (args, terminal) => (await import('./check.ts')).checkCommand(args, terminal),
  },
  {
    name: 'explain',
    usage:
      "[-c FILE] (--claims FILE | --token FILE --jwks FILE) --request 'GET /Patient/1' [--header 'Name: value']… [--body FILE] [--resource FILE]… [--now INSTANT] [--address IP] [--all-rules | --json]",
    summary:
      'Show how a request is understood, what it requires, what is decided and why, and what would be sent. Exits with 0, 3 (denied) or 2.',
    run: async (args, terminal) => (await import('./explain.ts')).explainCommand(args, terminal),
  },
  {
    name: 'test',
    usage: '[-c FILE] [--coverage] [--junit FILE] [FILE…]',
    summary:
      'Run policy tests (kind: PolicyTest); without files, those of the configured policy. Exits with 0, 1 (a test failed) or 2.',
    run: async (args, terminal) => (await import('./test.ts')).testCommand(args, terminal),
  },
  {
    name: 'schema',
    usage: 'config|policy|policy-test',
    summary: 'Print the JSON Schema (draft 2020-12) of a file.',
    run: async (args, terminal) => (await import('./schema.ts')).schemaCommand(args, terminal),
  },
]
