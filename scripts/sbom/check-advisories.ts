// `npm run check:advisories`: holds docs/advisories.md to what is installed. Asks nobody.
import { readFileSync } from 'node:fs'
import { compareWithLock, readWatchList } from './watch-list.ts'

const list = readWatchList(readFileSync('docs/advisories.md', 'utf8'))
const problems = compareWithLock(list, JSON.parse(readFileSync('package-lock.json', 'utf8')))
for (const problem of problems) console.error(problem)
console.log(
  problems.length === 0
    ? `${list.watched.length} packages are watched, ${list.known.length} fixes are in place`
    : `${problems.length} things to mend in docs/advisories.md or package.json`,
)
process.exitCode = problems.length === 0 ? 0 : 1
