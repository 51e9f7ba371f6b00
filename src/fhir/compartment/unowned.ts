/** Types that the Patient compartment leaves out, or that are kept out of it, and what a patient-level caller gets. */
export interface UnownedGroup {
  readonly kind: 'shared' | 'closed'
  readonly title: string
  readonly why: string
  readonly types: readonly string[]
}

/**
 * Every type that is in no patient's compartment, in R4, R4B and R5, stands in one of these groups. A type that is in
 * the compartment in one version and not in another (Task, Contract) stands here for the version where it is not.
 */
export const unownedGroups: readonly UnownedGroup[] = [
  {
    kind: 'shared',
    title: 'Directory',
    why: 'Who gives care, where, and how to reach them: the same for everyone, and named by most clinical data.',
    types: [
      ...['Practitioner', 'PractitionerRole', 'Organization', 'OrganizationAffiliation', 'HealthcareService'],
      ...['Location', 'Endpoint', 'InsurancePlan'],
    ],
  },
  {
    kind: 'shared',
    title: 'Medicines and products',
    why: 'What a product is, not who takes it: prescriptions point here, and nothing here points to a patient.',
    types: [
      ...['Medication', 'MedicationKnowledge', 'FormularyItem', 'CatalogEntry', 'NutritionProduct', 'DeviceDefinition'],
      ...['Substance', 'SubstanceDefinition', 'SubstanceSpecification', 'SubstanceNucleicAcid', 'SubstancePolymer'],
      ...['SubstanceProtein', 'SubstanceReferenceInformation', 'SubstanceSourceMaterial', 'Ingredient'],
      ...['MedicinalProduct', 'MedicinalProductAuthorization', 'MedicinalProductContraindication'],
      ...['MedicinalProductIndication', 'MedicinalProductIngredient', 'MedicinalProductInteraction'],
      ...['MedicinalProductManufactured', 'MedicinalProductPackaged', 'MedicinalProductPharmaceutical'],
      ...['MedicinalProductUndesirableEffect', 'MedicinalProductDefinition', 'AdministrableProductDefinition'],
      ...['ManufacturedItemDefinition', 'PackagedProductDefinition', 'RegulatedAuthorization', 'ClinicalUseDefinition'],
    ],
  },
  {
    kind: 'shared',
    title: 'Conformance and terminology',
    why: 'What the server and its data mean: published to everyone.',
    types: [
      ...['ActorDefinition', 'CapabilityStatement', 'CodeSystem', 'CompartmentDefinition', 'ConceptMap'],
      ...['GraphDefinition', 'ImplementationGuide', 'MessageDefinition', 'NamingSystem', 'OperationDefinition'],
      ...['Requirements', 'SearchParameter', 'StructureDefinition', 'StructureMap', 'SubscriptionTopic'],
      ...['TerminologyCapabilities', 'ValueSet'],
    ],
  },
  {
    kind: 'shared',
    title: 'Definitions of care',
    why: 'Forms, protocols and catalogues that one writes before there is a patient.',
    types: [
      ...['ActivityDefinition', 'ChargeItemDefinition', 'ConditionDefinition', 'EventDefinition', 'Library', 'Measure'],
      ...['ObservationDefinition', 'PlanDefinition', 'Questionnaire', 'SpecimenDefinition'],
    ],
  },
  {
    kind: 'closed',
    title: 'About someone, but the version names no owner',
    why: 'Each speaks of one person, by elements that are no compartment parameter or through other resources.',
    types: [
      ...['BiologicallyDerivedProduct', 'Contract', 'DeviceDispense', 'DeviceMetric', 'EnrollmentResponse'],
      ...['GuidanceResponse', 'InventoryItem', 'InventoryReport', 'PaymentNotice', 'PaymentReconciliation', 'Slot'],
      ...['Task', 'Transport', 'VerificationResult'],
    ],
  },
  {
    kind: 'closed',
    title: 'Containers and messages',
    why: 'They may hold or announce anything of anyone.',
    types: [
      ...['Binary', 'Bundle', 'Linkage', 'MessageHeader', 'OperationOutcome', 'Parameters', 'Permission'],
      ...['Subscription', 'SubscriptionStatus'],
    ],
  },
  {
    kind: 'closed',
    title: 'Research, evidence and testing',
    why: 'Not needed by a patient’s app, and free to quote real cases. A site that publishes them may open them.',
    types: [
      ...[
        'ArtifactAssessment',
        'Citation',
        'EffectEvidenceSynthesis',
        'Evidence',
        'EvidenceReport',
        'EvidenceVariable',
      ],
      ...['ExampleScenario', 'ResearchDefinition', 'ResearchElementDefinition', 'ResearchStudy'],
      ...['RiskEvidenceSynthesis', 'TestPlan', 'TestReport', 'TestScript'],
    ],
  },
]

/** Members of the compartment that are nevertheless closed until a site opens them, with the reason. */
export const closedMembers: ReadonlyMap<string, string> = new Map([
  ['AuditEvent', 'It tells who looked at the record and when, and names other patients beside this one.'],
  ['Group', 'It names its other members.'],
  ['Person', 'It says which records are the same person, as Patient.link does, which is not followed either.'],
])

const kinds = new Map(unownedGroups.flatMap(({ kind, types }) => types.map((type) => [type, kind] as const)))

/** What is shared must be listed; a type that nobody listed is closed. */
export function unownedKind(type: string): 'shared' | 'closed' {
  return kinds.get(type) ?? 'closed'
}
