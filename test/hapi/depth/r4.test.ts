import { testMatrix } from './matrix.ts'
import { usePlace } from './place.ts'
import { testSpellings } from './spelled/hostile.ts'

const place = usePlace('R4')
testMatrix(place)
testSpellings(place)
