import { get, send, type Way } from './way.ts'

const jsonPatch = { headers: { 'content-type': 'application/json-patch+json' } }
const xml = { headers: { 'content-type': 'application/fhir+xml' } }
const xmlPatch = { headers: { 'content-type': 'application/xml-patch+xml' } }
const observation = { resourceType: 'Observation', status: 'final', code: { text: 'written' } }
const of = (reference: string) => ({ ...observation, subject: { reference } })
const hers = of('Patient/{patient}')
const fhirPath = (path: string, value: object) => ({
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: 'replace' },
        { name: 'path', valueString: path },
        { name: 'value', ...value },
      ],
    },
  ],
})
const bundle = (type: string, ...entry: readonly object[]) => ({ resourceType: 'Bundle', type, entry })
const asks = (...urls: readonly string[]) => urls.map((url) => ({ request: { method: 'GET', url } }))
const does = (method: string, url: string, resource?: object, more: object = {}) => ({
  ...(resource && { resource }),
  request: { method, url, ...more },
})

const reading = [
  'Observation/{id:Observation}',
  'Patient/{patient}',
  'Patient?family={name:Patient}',
  'Observation?subject=Patient/{patient}&_include=*&_revinclude=Provenance:target',
  'Observation?code={token:Observation}&_summary=count',
  'Observation?subject:Patient.family={name:Patient}',
  'Patient?_has:Observation:patient:code={token:Observation}',
  'Observation/{id:Observation}/_history',
  'Observation/{id:Observation}/_history/1',
  'Observation/_history',
  'Patient/{patient}/$everything',
  'Patient/{patient}/Observation',
  'Binary/{id:Binary}',
  'Group/{id:Group}',
  'Provenance/{id:Provenance}',
  '$meta',
  'metadata',
  'Observation?_count=1',
  'Patient/{patient}?_elements=telecom',
]

/** Bundles that only read: together, one by one, and as a transaction (http.html#transaction). */
export const bundleWays: readonly Way[] = [
  send('POST', '', bundle('batch', ...asks(...reading))),
  ...reading.flatMap((url) => ['batch', 'transaction'].map((type) => send('POST', '', bundle(type, ...asks(url))))),
  send('POST', '', bundle('transaction', ...asks('Patient/{patient}', 'Observation?subject=Patient/{patient}'))),
  send('POST', '', bundle('batch', ...asks('/Patient/{patient}', 'Patient//{patient}', './Patient/{patient}'))),
  send('POST', '', bundle('batch', does('HEAD', 'Patient/{patient}'), does('POST', 'Patient/_search?_id={patient}'))),
  send(
    'POST',
    '',
    bundle(
      'batch',
      ...asks('Observation/{id:Observation}').map((entry) => ({ ...entry, fullUrl: 'Patient/{patient}' })),
    ),
  ),
  send('POST', '', bundle('searchset', ...asks('Patient/{patient}'))),
]

/** Everything that changes something, named, conditional, patched in each dialect, and in Bundles (http.html). */
export const writeWays: readonly Way[] = [
  send('POST', 'Observation', hers),
  send('POST', 'Observation', hers, { headers: { prefer: 'return=representation' } }),
  send('POST', 'Observation', { ...hers, hasMember: [{ reference: 'Observation/{id:Observation}' }] }),
  send('POST', 'Observation', { ...hers, encounter: { reference: 'Encounter/{id:Encounter}' } }),
  send('POST', 'Observation', of('Patient?identifier=urn:numbers|{token:Patient}')),
  send('POST', 'Observation', hers, { headers: { 'if-none-exist': 'identifier=urn:numbers|{token:Observation}' } }),
  send('POST', 'Observation', hers, { headers: { 'if-none-exist': 'subject=Patient/{patient}' } }),
  send('POST', 'Observation', hers, { headers: { 'if-none-exist': 'subject:Patient.family={name:Patient}' } }),
  send('POST', 'Patient', {
    resourceType: 'Patient',
    link: [{ other: { reference: 'Patient/{patient}' }, type: 'seealso' }],
  }),
  send('POST', 'Provenance', {
    resourceType: 'Provenance',
    target: [{ reference: 'Observation/{id:Observation}' }],
    recorded: '2024-01-01T00:00:00Z',
    agent: [{ who: { reference: 'Practitioner/{id:Practitioner}' } }],
  }),
  send('PUT', 'Observation/{id:Observation}', { ...hers, id: '{id:Observation}' }),
  send(
    'PUT',
    'Observation/{id:Observation}',
    { ...hers, id: '{id:Observation}' },
    { headers: { 'if-match': 'W/"1"' } },
  ),
  send(
    'PUT',
    'Observation/{id:Observation}',
    { ...hers, id: '{id:Observation}' },
    { headers: { 'if-match': 'W/"7"' } },
  ),
  send(
    'PUT',
    'Observation/{id:Observation}',
    { ...hers, id: '{id:Observation}' },
    { headers: { 'if-none-match': '*' } },
  ),
  send('PUT', 'Patient/{patient}', { resourceType: 'Patient', id: '{patient}', active: false }),
  send('PUT', 'Observation?identifier=urn:numbers|{token:Observation}', hers),
  send('PUT', 'Observation?_id={id:Observation}', hers),
  send('PATCH', 'Observation/{id:Observation}', [{ op: 'replace', path: '/status', value: 'amended' }], jsonPatch),
  send('PATCH', 'Observation/{id:Observation}', [{ op: 'test', path: '/status', value: 'final' }], jsonPatch),
  send('PATCH', 'Observation/{id:Observation}', [{ op: 'copy', from: '/note', path: '/extension' }], jsonPatch),
  send(
    'PATCH',
    'Observation/{id:Observation}',
    [{ op: 'replace', path: '/subject/reference', value: 'Patient/{patient}' }],
    jsonPatch,
  ),
  send('PATCH', 'Patient/{patient}', [{ op: 'test', path: '/telecom/0/value', value: 'qzphone' }], jsonPatch),
  send('PATCH', 'Patient/{patient}', [{ op: 'copy', from: '/telecom/0/value', path: '/gender' }], jsonPatch),
  send('PATCH', 'Observation/{id:Observation}', fhirPath('Observation.status', { valueCode: 'amended' })),
  send('PATCH', 'Patient/{patient}', fhirPath("Patient.telecom.where(value='1').rank", { valueInteger: 1 })),
  send(
    'PATCH',
    'Observation?identifier=urn:numbers|{token:Observation}',
    fhirPath('Observation.status', { valueCode: 'final' }),
  ),
  send(
    'PATCH',
    'Observation?subject=Patient/{patient}&_id={id:Observation}',
    [{ op: 'replace', path: '/status', value: 'final' }],
    jsonPatch,
  ),
  send(
    'PATCH',
    'Observation/{id:Observation}',
    '<diff><replace sel="f:status/@value">amended</replace></diff>',
    xmlPatch,
  ),
  send('PUT', 'Observation/{id:Observation}', '<Observation xmlns="http://hl7.org/fhir"/>', xml),
  send('POST', '', bundle('batch', does('POST', 'Observation', hers))),
  send('POST', '', bundle('transaction', does('POST', 'Observation', hers))),
  ...['batch', 'transaction'].flatMap((type) => [
    send('POST', '', bundle(type, does('PUT', 'Observation/{id:Observation}', { ...hers, id: '{id:Observation}' }))),
    send('POST', '', bundle(type, does('PUT', 'Observation?identifier=urn:numbers|{token:Observation}', hers))),
    send('POST', '', bundle(type, does('POST', 'Observation', hers, { ifNoneExist: '_id={id:Observation}' }))),
    send(
      'POST',
      '',
      bundle(
        type,
        does('PATCH', 'Observation/{id:Observation}', fhirPath('Observation.status', { valueCode: 'final' })),
      ),
    ),
    send('POST', '', bundle(type, does('DELETE', 'Flag/{id:Flag}'))),
    send('POST', '', bundle(type, does('DELETE', 'Flag?identifier=urn:numbers|{token:Flag}'))),
    send('POST', '', bundle(type, does('POST', 'Observation', of('Patient?identifier=urn:numbers|{token:Patient}')))),
    send('POST', '', bundle(type, does('POST', 'Observation', hers), ...asks('Observation?subject=Patient/{patient}'))),
  ]),
  { method: 'DELETE', path: 'Goal/{id:Goal}' },
  { method: 'DELETE', path: 'Goal/{id:Goal}', headers: { 'if-match': 'W/"1"' } },
  { method: 'DELETE', path: 'Goal?identifier=urn:numbers|{token:Goal}' },
  { method: 'DELETE', path: 'Goal?_id={id:Goal}&_cascade=delete' },
  { method: 'DELETE', path: 'Patient/{patient}?_cascade=delete' },
  { method: 'DELETE', path: 'Patient/{patient}' },
  { method: 'DELETE', path: 'Observation/{id:Observation}/_history/1' },
  { method: 'DELETE', path: 'Observation/{id:Observation}/_history' },
  get('Goal/{id:Goal}'),
  get('Goal/{id:Goal}/_history'),
]
