import { describe } from 'vitest'
import { testMatrix, whole } from './matrix.ts'
import { usePlace } from './place.ts'
import { testSpellings } from './spelled/hostile.ts'

describe.runIf(whole)('where there is time for it', () => {
  const place = usePlace('R4B')
  testMatrix(place)
  testSpellings(place)
})
