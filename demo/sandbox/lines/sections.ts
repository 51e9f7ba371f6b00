import type { Section } from '../line.ts'
import { backend } from './backend.ts'
import { patientApp } from './patient-app.ts'
import { reading } from './reading.ts'
import { refusals } from './refusals.ts'
import { open, strangers } from './strangers.ts'
import { writing } from './writing.ts'

/** All lines, in the order in which they are run: a page link is used after the search that gave it. */
export const sections: readonly Section[] = [
  { title: 'The clinician reads and searches', lines: reading },
  { title: 'The clinician writes', lines: writing },
  { title: 'The clinician asks what is refused', lines: refusals },
  { title: 'The backend service', lines: backend },
  { title: 'The patient app', lines: patientApp },
  { title: 'Anyone', lines: open },
  { title: 'Strangers', lines: strangers },
]
