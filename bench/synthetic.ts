/** The `n`th synthetic Observation as pretty-free JSON text of about one kilobyte. */
export function observation(n: number): string {
  const value = `${60 + (n % 60)}.${n % 10}0`
  return (
    `{"resourceType":"Observation","id":"o${n}","meta":{"versionId":"1","lastUpdated":"2024-01-01T00:00:00.000+00:00"},` +
    `"text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Körpergewicht \\u2013 Messung ${n}: ${value} kg</div>"},` +
    `"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],` +
    `"code":{"coding":[{"system":"http://loinc.org","code":"29463-7","display":"Body weight"},{"system":"http://snomed.info/sct","code":"27113001"}],` +
    `"text":"Body weight"},"subject":{"reference":"Patient/p${n % 500}"},"encounter":{"reference":"Encounter/e${n % 900}"},` +
    `"effectiveDateTime":"2024-02-03T04:05:06Z","performer":[{"reference":"Practitioner/d${n % 40}","display":"Dr. Example"}],` +
    `"valueQuantity":{"value":${value},"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}`
  )
}
