/** The six synthetic patients: what differs between them. No one here is real. */

const asthma = { code: '195967001', display: 'Asthma' }
const diabetes = { code: '44054006', display: 'Diabetes mellitus type 2' }
/** The one problem that is labelled as restricted. */
export const depression = { code: '35489007', display: 'Depressive disorder' }

export const people = [
  person('ada', 'Alder', 'female', '1961-02-03', 'dr-fir', 'north', 61, 5.1, asthma),
  person('bruno', 'Birch', 'male', '1972-04-05', 'dr-fir', 'north', 72, 9.2, diabetes),
  person('chiara', 'Cedar', 'female', '1983-06-07', 'dr-oak', 'north', 83, 5.3, asthma),
  person('dmitri', 'Dogwood', 'male', '1994-08-09', 'dr-oak', 'south', 94, 9.4, diabetes),
  person('esi', 'Elm', 'female', '2005-10-11', 'dr-yew', 'south', 55, 5.5, depression),
  person('farid', 'Fig', 'male', '2016-12-13', 'dr-yew', 'south', 106, 5.6, asthma),
]

export type Person = ReturnType<typeof person>

/**
 * @param practitioner id of who looks after this patient, as `organization` is of where
 * @param pulse beats a minute
 * @param glucose mmol/L
 */
function person(
  id: string,
  family: string,
  gender: 'female' | 'male',
  birthDate: string,
  practitioner: string,
  organization: string,
  pulse: number,
  glucose: number,
  problem: typeof asthma,
) {
  return { id, family, gender, birthDate, practitioner, organization, pulse, glucose, problem }
}
