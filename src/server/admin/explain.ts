import { type AdminRoutes, failure, json } from './routes.ts'

/** What became of an explanation that was asked for. */
export type Explained = object | { readonly faults: readonly string[] }

/** Bytes: a request with resources to be judged. */
const MAX_BODY = 1024 * 1024

/**
 * `POST /admin/explain`: what would be decided on a request, and why (docs/admin-api.md). It decides nothing.
 * @param explain undefined: nobody is there who could say
 */
export function explainRoute(explain: (posted: unknown) => Promise<Explained | undefined>): AdminRoutes {
  return {
    'POST /admin/explain': async (request) => {
      const body = await request.json(MAX_BODY)
      if ('reply' in body) return body.reply
      const explained = await explain(body.value)
      if (explained === undefined) return failure(503, 'no worker answers', 'one that listens')
      if (!('faults' in explained)) return json(200, explained)
      return failure(400, 'the body is not valid', explained.faults.join('; '))
    },
  }
}
