import { renderDashboards } from './render.ts'

const [url, file] = process.argv.slice(2)
if (url === undefined || file === undefined) {
  console.error('usage: npm run dashboards:render -- http://prometheus:9090 page.html')
  process.exit(2)
}

const MINUTES = 15
const end = Date.now() / 1000

await renderDashboards(
  async (query) => {
    const asked = new URLSearchParams({ query, start: `${end - MINUTES * 60}`, end: `${end}`, step: '15' })
    const answer = (await (await fetch(`${url}/api/v1/query_range?${asked}`)).json()) as { data: { result: [] } }
    return answer.data.result
  },
  '1m',
  file,
)
console.log(file)
