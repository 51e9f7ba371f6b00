const id = /^[A-Za-z0-9\-.]{1,64}$/
const operationName = /^[A-Za-z][A-Za-z0-9\-.]{0,63}$/

/** A logical id (datatypes.html#id). Dots alone are refused: upstreams read them as path steps. */
export function isId(text: string): boolean {
  return id.test(text) && text !== '.' && text !== '..'
}

/** The part of `$name` behind the dollar sign. */
export function isOperationName(text: string): boolean {
  return operationName.test(text)
}

/** Whether a segment has the form of a resource type name, known or not. */
export function looksLikeType(text: string): boolean {
  return /^[A-Z][A-Za-z]{0,63}$/.test(text)
}
