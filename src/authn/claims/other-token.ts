type Claims = Readonly<Record<string, unknown>>

/**
 * By claim, what some servers write into tokens that are for other uses: Keycloak into `typ`, Cognito and Ory Hydra into
 * `token_use` (Hydra calls a refresh token active as well, of `token_type` Bearer), ForgeRock AM into `tokenName`.
 */
const OTHER_USES: Readonly<Record<string, ReadonlySet<string>>> = {
  typ: new Set(['refresh', 'offline', 'id', 'logout']),
  token_use: new Set(['id', 'refresh', 'id_token', 'refresh_token']),
  tokenName: new Set(['id_token', 'refresh_token']),
}

/** Whether the claims say that the token is not meant for a resource server, whatever its header says (RFC 8725 §3.12). */
export function isOtherToken(claims: Claims): boolean {
  return Object.entries(OTHER_USES).some(([name, uses]) => {
    const use = claims[name]
    return typeof use === 'string' && uses.has(use.toLowerCase())
  })
}
