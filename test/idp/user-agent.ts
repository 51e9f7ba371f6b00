/** Where a walk ended: at a page with a form, or at an address below `stopAt`, which was not visited. */
export interface Place {
  readonly url: URL
  readonly html: string
}

/** A browser as far as a sign-in needs one: redirects, cookies, forms. */
export interface UserAgent {
  visit(url: string): Promise<Place>
  /** Sends the page's first form with its hidden fields and these. */
  submit(page: Place, fields?: Readonly<Record<string, string>>): Promise<Place>
}

const MAX_REDIRECTS = 20

/** A fresh one, without cookies. It follows redirects until one leads to `stopAt`, the app's redirect URI. */
export function createUserAgent(stopAt: string): UserAgent {
  const cookies = new Map<string, string>()

  async function go(first: string, init: RequestInit = {}): Promise<Place> {
    let [url, request] = [new URL(first), init]
    for (let steps = 0; steps < MAX_REDIRECTS; steps++) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(url, { ...request, redirect: 'manual', headers: { accept: 'text/html', cookie } })
      for (const line of answer.headers.getSetCookie()) keep(line)
      const html = await answer.text()
      const location = answer.headers.get('location')
      if (location === null) return { url, html }
      url = new URL(location, url)
      if (url.href.startsWith(stopAt)) return { url, html: '' }
      request = {}
    }
    throw new Error(`more than ${MAX_REDIRECTS} redirects, the last one to ${url}`)
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    const ended = /;\s*max-age=0/i.test(line) || Date.parse(/;\s*expires=([^;]+)/i.exec(line)?.[1] ?? '') < Date.now()
    if (ended || value === '') cookies.delete(name)
    else cookies.set(name, value)
  }

  return {
    visit: (url) => go(url),
    submit(page, fields = {}) {
      const form = readForm(page.html)
      if (form === undefined) throw new Error(`no form on ${page.url}: ${page.html.slice(0, 2000)}`)
      const body = new URLSearchParams({ ...form.fields, ...fields })
      return go(new URL(form.action, page.url).href, { method: 'POST', body })
    },
  }
}

function readForm(html: string): { action: string; fields: Record<string, string> } | undefined {
  const [, head, inside] = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html) ?? []
  if (head === undefined || inside === undefined) return undefined
  const inputs = [...inside.matchAll(/<input\b([^>]*)>/gi)].map(([, attributes]) => attributes as string)
  const hidden = inputs.filter((attributes) => attribute(attributes, 'type') === 'hidden')
  return {
    action: attribute(head, 'action'),
    fields: Object.fromEntries(hidden.map((each) => [attribute(each, 'name'), attribute(each, 'value')])),
  }
}

function attribute(attributes: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(attributes)?.[1] ?? ''
  return value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}
