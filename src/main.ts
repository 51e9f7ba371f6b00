#!/usr/bin/env node
import { wantsColours } from './cli/colour.ts'
import { run } from './cli/run.ts'
import './heap.ts'

process.exitCode = await run(process.argv.slice(2), {
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
  colours: wantsColours(process.stdout, process.env),
})
