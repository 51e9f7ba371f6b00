import { test } from 'vitest'
import { memoryCases } from './memory-cases.ts'

test.each(Object.entries(memoryCases))('%s', (_, holds) => holds())
