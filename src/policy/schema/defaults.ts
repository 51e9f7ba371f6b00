import { z } from 'zod'
import { timezoneSchema } from './time.ts'

export const modes = ['enforce', 'shadow', 'off'] as const

/** `defaults:` what holds for the whole file. The two fixed keys may be written to be seen. */
export const defaultsSchema = z
  .strictObject({
    effect: z.literal('deny').prefault('deny').describe('What no rule permits is denied.'),
    combining: z
      .literal('deny-overrides')
      .prefault('deny-overrides')
      .describe('A deny wins over every permit; the order of rules never matters.'),
    timezone: timezoneSchema.prefault('UTC').describe('Time zone of the schedules.'),
    mode: z
      .enum(modes)
      .prefault('enforce')
      .describe('Mode of rules that give none; shadow: evaluated and reported, without effect.'),
  })
  .prefault({})
