import { type AdminRoutes, json } from '../server/admin/routes.ts'
import type { Reloaded } from './reloaded.ts'

/** `POST /admin/reload`: 200 with the version in force, 422 with what is wrong in the files (docs/admin-api.md). */
export function reloadRoute(reload: () => Promise<Reloaded>): AdminRoutes {
  return {
    'POST /admin/reload': async () => {
      const reloaded = await reload()
      return json(reloaded.result === 'refused' ? 422 : 200, reloaded)
    },
  }
}
