import { z } from 'zod'
import type { Label } from '../language.ts'
import { isFaultless, line, listOf, positive, written } from './text.ts'
import { secondsSchema } from './time.ts'

const ELEMENT = 'the path of an element such as Patient.address.line'
const LABEL = 'a label as system|code, such as http://terminology.hl7.org/CodeSystem/v3-ActReason|HMARKT'

const redact = z.strictObject({
  elements: listOf(
    written(/^[A-Z][A-Za-z]{1,63}(?:\.[A-Za-z][A-Za-z0-9]{0,63}(?:\[x\])?){1,10}$/, ELEMENT),
    'a list of elements',
  ).describe('Elements from the resource type on; choice elements without [x].'),
  style: z
    .enum(['remove', 'redact', 'mask-value'])
    .prefault('remove')
    .describe('remove: gone; redact: an extension says that something is masked; mask-value: text becomes ***.'),
})

const label = written(/^[^\s|]{0,2000}\|[^\s|]{1,200}$/, LABEL).transform((text): Label => {
  const [system, code = ''] = text.split('|')
  return { system: system === '' ? undefined : system, code }
})

const acr = () => line('an authentication context class')

const stepUp = z
  .strictObject({
    acr: z
      .union([acr().transform((one) => [one]), listOf(acr(), 'a list of classes')], {
        error: 'text, or a list of them',
      })
      .optional()
      .describe('Authentication context classes, any of which will do (acr).'),
    maxAge: secondsSchema.optional().describe('How long ago the login may be (auth_time).'),
  })
  .refine(({ acr, maxAge }) => acr !== undefined || maxAge !== undefined, {
    error: 'acr, maxAge or both',
    params: { what: 'asks for nothing' },
    when: isFaultless,
  })

/** What must be done for a permit to hold. */
export const obligationSchema = z
  .strictObject(
    {
      narrow: z
        .record(
          written(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'the name of a search parameter, without modifier'),
          line('a value, in which an attribute such as client.organization is written in braces after $'),
        )
        .optional()
        .describe('Search parameters that are added; in a value, an attribute is written in braces after $.'),
      redact: redact.optional().describe('Elements that are taken out.'),
      maxResults: positive('a number of matches from 1').optional().describe('The most matches in an answer.'),
      addLabel: listOf(label, 'a list of labels')
        .optional()
        .describe('Security labels that are added, as system|code.'),
      stepUp: stepUp.optional().describe('A stronger or fresher login (RFC 9470).'),
      notify: line('whom to notify').optional().describe('Whom to notify.'),
      audit: z.enum(['minimal', 'comprehensive']).optional().describe('How much the audit trail records.'),
    },
    { error: 'an obligation such as { maxResults: 100 }' },
  )
  .refine((obligation) => Object.values(obligation).some((value) => value !== undefined), {
    error: 'one of narrow, redact, maxResults, addLabel, stepUp, notify or audit',
    params: { what: 'asks for nothing' },
    when: isFaultless,
  })
  .meta({ id: 'Obligation' })

export type WrittenObligation = z.output<typeof obligationSchema>
