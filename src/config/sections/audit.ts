import { z } from 'zod'
import { directoryPath } from '../fields/reference.ts'
import { size } from '../fields/size.ts'
import { count, text } from '../fields/text.ts'
import { baseUrl } from '../fields/url.ts'

const sink = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('file').describe('The directory itself.') }),
    z.strictObject({
      type: z.literal('fhir').describe('A FHIR server that takes AuditEvents.'),
      url: baseUrl('the base URL of a FHIR server').describe('Its base.'),
    }),
    z.strictObject({
      type: z.literal('syslog').describe('A syslog receiver (RFC 5424, RFC 5425).'),
      host: text('a host name or address').describe('Its host.'),
      port: count({ min: 1, max: 65_535 }).prefault(6514).describe('Its port.'),
      tls: z.boolean().prefault(true).describe('Whether it is reached by TLS.'),
    }),
  ],
  { error: 'a map with type file, fhir or syslog' },
)

/** `audit:` who saw what. */
export const auditSchema = z
  .strictObject({
    directory: directoryPath().prefault('audit').describe('Where the trail is kept.'),
    fsync: z.boolean().prefault(true).describe('Whether each record is on disk before the answer goes out.'),
    onFull: z
      .enum(['refuse', 'drop'])
      .prefault('refuse')
      .describe('What happens at maxBytes: 503, or records are lost.'),
    maxBytes: size({ min: '1MiB', max: '10000GiB' }).prefault('10GiB').describe('Most space that the trail may take.'),
    sinks: z
      .array(sink)
      .min(1)
      .max(20)
      .prefault([{ type: 'file' }])
      .describe('Where records go.'),
  })
  .optional()
