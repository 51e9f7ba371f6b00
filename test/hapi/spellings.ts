/** A request as it goes over the wire, and the request that it means; undefined: it is refused, whoever asks. */
export interface Spelling {
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly means?: string
}

const ada = 'Patient/ada'
const glucose = 'Observation?_id=ada-glucose'
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Odd spellings that have one meaning. */
const understood: readonly (readonly [target: string, means: string])[] = [
  ['/Patient/ada/', ada],
  ['/Patient/%61da', ada],
  ['/%50atient/ada', ada],
  ['/Patient/ad%61/', ada],
  ['/Patient/ada?', ada],
  ['/Patient/ada?_format=application/fhir+json', ada],
  ['/Patient/ada/%5fhistory', 'Patient/ada/_history'],
  ['/Patient/ada/%24everything', 'Patient/ada/$everything'],
  ['/Patient?_i%64=ada', 'Patient?_id=ada'],
  ['/Patient?%5fid=ada', 'Patient?_id=ada'],
  [
    '/Patient?family=Elm&_include:recurse=Patient:organization',
    'Patient?family=Elm&_include:iterate=Patient:organization',
  ],
  ['/Patient?_sort=organization.name,family', 'Patient?_sort=organization.name,family'],
  ['/Patient?_id=%61da', 'Patient?_id=ada'],
  ['/Patient/?_id=ada', 'Patient?_id=ada'],
  ['/Patient?_id=ada%2cesi', 'Patient?_id=ada,esi'],
  ['/Patient?family=Elm&family=', 'Patient?family=Elm'],
  ['/Patient?_has%3aCondition%3asubject%3acode=35489007', 'Patient?_has:Condition:subject:code=35489007'],
  ['/Patient?_h%61s:Condition:subject:code=35489007', 'Patient?_has:Condition:subject:code=35489007'],
  ['/Observation?subject%3aPatient%2ebirthdate=2005-10-11', 'Observation?subject:Patient.birthdate=2005-10-11'],
  ['/Observation?subject:Pati%65nt.birthdate=2005-10-11', 'Observation?subject:Patient.birthdate=2005-10-11'],
  ['/Observation?_id=ada-glucose&_%69nclude=Observation:subject', `${glucose}&_include=Observation:subject`],
  ['/Observation?_id=ada-glucose&_include=%2a', `${glucose}&_include=*`],
  ['/Observation?_id=ada-glucose&_rev%69nclude=Provenance:target', `${glucose}&_revinclude=Provenance:target`],
  ['/Observation?subject=Patient%2fesi&_sort=_id', 'Observation?subject=Patient/esi&_sort=_id'],
  ['/Observation?code=http:%2f%2floinc.org%7c8867-4&_sort=_id', 'Observation?code=http://loinc.org|8867-4&_sort=_id'],
  ['/Organization?name=Hospital+south', 'Organization?name=Hospital south'],
  ['/Organization?name=Hospital%20south', 'Organization?name=Hospital south'],
  ['/Patient?family=Elm\\,Fig', 'Patient?family=Elm%5C,Fig'],
  ['/Patient?_count=%31&family=Elm', 'Patient?family=Elm&_count=1'],
  ['/Patient?name=%c3%a9', 'Patient?name=é'],
]

/** Spellings on which readers could differ, or that ask for what nobody may have. */
const refused: readonly string[] = [
  '/metadata/../Patient/ada',
  '/metadata/%2e%2e/Patient/ada',
  '/Patient/../Patient/ada',
  '/Patient/./ada',
  '/Patient/ada/..%2fesi',
  '/Patient%2fada',
  '/Patient%252fada',
  '/Patient//ada',
  '/Patient;x=y/ada',
  '/Patient/ada;v=2',
  '/Patient/ada%00',
  '/Patient/%2561da',
  '/Patient/ada%20',
  '/patient/ada',
  '/Patient/ada/metadata',
  '/Patient/ada?_method=DELETE',
  '/Patient/ada?_cascade=delete',
  '/Patient/ada?_format=xml',
  '/Patient?%255fid=ada',
  '/Patient?_id%00=ada',
  '/Patient?_id%20=ada',
  '/Patient??_id=ada',
  '/Patient?&_id=ada',
  '/Patient/ada?&',
  '/Patient?_ID=ada',
  '/Patient?family:exakt=Elm',
  '/Patient?family=%5cn',
  '/Patient?family=%ff',
  '/Patient?family=a%00b',
  '/Patient?_filter=family%20eq%20Elm',
  '/Patient?_has:*:subject:code=1',
  '/Patient?_HAS:Condition:subject:code=1',
  '/Patient?_revinclude=*',
  '/Patient?_revinclude=*:*',
  '/Observation?subject..family=Elm',
  '/Observation?subject:*.family=Elm',
  '/?_getpages=00000000-0000-0000-0000-000000000000&_getpagesoffset=0',
  '/?_page=a',
  '/Patient/ada/$graphql?query=%7bid%7d',
  '/Patient/$hapi.fhir.merge',
]

export const spellings: readonly Spelling[] = [
  ...understood.map(([target, means]) => ({ target, means })),
  ...refused.map((target) => ({ target })),
  { method: 'POST', target: '/Patient/%5fsearch', headers: form, body: 'f%61mily=Elm', means: 'Patient?family=Elm' },
  {
    method: 'POST',
    target: '/Patient/_search?family=Elm',
    headers: form,
    body: 'gender=female',
    means: 'Patient?family=Elm&gender=female',
  },
  { method: 'POST', target: '/Patient/_search', headers: form, body: 'family=Elm&_getpages=1' },
  { method: 'POST', target: '/Patient/_search', headers: { 'Content-Type': 'application/fhir+json' }, body: '{}' },
  {
    method: 'POST',
    target: '/Patient/_search',
    headers: { ...form, 'X-HTTP-Method-Override': 'PUT' },
    body: 'family=Elm',
  },
  { target: '/Patient/ada', headers: { 'X-HTTP-Method-Override': 'DELETE' } },
  { target: '/Patient/ada', headers: { Accept: 'application/fhir+xml' } },
  { target: '/Patient/ada', headers: { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Prefix': '/x' }, means: ada },
  {
    target: '/Patient/ada',
    headers: { 'X-Original-URL': '/Patient/esi', 'X-Rewrite-URL': '/Patient/esi' },
    means: ada,
  },
  { target: '/Patient/ada', headers: { 'Accept-Encoding': 'gzip', Range: 'bytes=0-10', Cookie: 'a=b' }, means: ada },
  { target: '/Patient?family=Elm', headers: { Prefer: 'handling=lenient' }, means: 'Patient?family=Elm' },
  { target: '/Patient?secret=1&family=Elm', headers: { Prefer: 'handling=lenient' } },
  {
    target: '/Patient?family=Elm&_count=1',
    headers: { 'Cache-Control': 'no-store, max-results=1000' },
    means: 'Patient?family=Elm&_count=1',
  },
]
