import type { Line } from './line.ts'

/** The command that sends a line, for a shell in the folder of the sandbox. */
export function curlOf(line: Line, base: string): string {
  const { method = 'GET', caller, accept, form, body, keep, pageOf } = line
  const url = pageOf === undefined ? quoted(`${base}${line.path}`) : `"$(grep -o 'https:[^"]*_page=[^"]*' ${pageOf})"`
  const words = [
    'curl',
    method === 'HEAD' ? '-I' : keep === undefined ? '-i' : `-o ${keep}`,
    '--cacert ca.pem',
    caller !== undefined && `-H @${caller}.header`,
    accept !== undefined && `-H 'Accept: ${accept}'`,
    // Data make it a POST.
    !['GET', 'HEAD'].includes(method) && form === undefined && !body && `-X ${method}`,
    form !== undefined && `-d ${quoted(form)}`,
    body && `-H 'Content-Type: application/fhir+json' -d @${body.file}`,
    url,
  ]
  return words.filter((word) => word !== false && word !== undefined).join(' ')
}

/** Only what the shell would read otherwise is put in quotes. */
function quoted(text: string): string {
  return /^[\w:/.%,-]+$/.test(text) ? text : `'${text}'`
}
