/** Why an address cannot be listened on, and which; undefined: another error. It comes from the configuration, so it may be told. */
export function listenFailure(error: unknown): { readonly code: string; readonly detail: string } | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || error.syscall !== 'listen') return undefined
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number }
  if (code === undefined || address === undefined || port === undefined) return undefined
  return { code, detail: `${address}:${port}` }
}
