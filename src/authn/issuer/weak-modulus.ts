/** Keys of 2048 bits and more were made with at least the first 126 primes. */
const LAST_PRIME = 701
const FINGERPRINT = oddPrimes(LAST_PRIME).map((prime) => ({ prime: BigInt(prime), powers: powersModulo(prime) }))

/**
 * Whether an RSA modulus of 2048 bits or more was made by a chip whose keys can be factored (ROCA, CVE-2017-15361): modulo each
 * of the first primes it is a power of 65537, as both of its factors are.
 */
export function isFactorable(modulus: Buffer): boolean {
  const value = BigInt(`0x${modulus.toString('hex')}`)
  return FINGERPRINT.every(({ prime, powers }) => powers.has(Number(value % prime)))
}

function oddPrimes(last: number): readonly number[] {
  const primes: number[] = []
  for (let number = 3; number <= last; number += 2) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number)
  }
  return primes
}

function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * 65537) % prime) powers.add(power)
  return powers
}
