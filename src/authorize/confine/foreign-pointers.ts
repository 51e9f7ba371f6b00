import type { Authority } from '../authority.ts'

/**
 * Whether a record holds a reference to a patient other than `patient`, anywhere: filing a pointer into or out of
 * another record moves data between patients (attack classes: write).
 */
export function pointsToOther(resource: unknown, patient: string, { readReference }: Authority): boolean {
  const open: unknown[] = [resource]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    for (const [name, value] of Object.entries(node)) {
      if (name === 'reference' && typeof value === 'string') {
        const reference = readReference(value)
        if (reference?.type === 'Patient' && reference.id !== patient) return true
      } else if (typeof value === 'object') open.push(value)
    }
  }
  return false
}
