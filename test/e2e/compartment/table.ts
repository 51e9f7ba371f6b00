import type { FhirVersion } from '../../../src/fhir/definitions/definitions.ts'

/** Where a type says whose it is: its element, and the compartment parameter that reads it (compartmentdefinition-patient). */
export interface Owned {
  readonly type: string
  /** The element; `a.b` = `b` within `a`, `[]` = a list. */
  readonly element: string
  readonly parameter: string
}

/** Lines of type, element and parameter; written down by hand, apart from the tables that the gateway is built from. */
const inAll = `
Account subject[] subject
AdverseEvent subject subject
AllergyIntolerance patient patient
Appointment participant[].actor actor
AppointmentResponse actor actor
Basic subject patient
BodyStructure patient patient
CarePlan subject patient
CareTeam subject patient
ChargeItem subject subject
Claim patient patient
ClaimResponse patient patient
ClinicalImpression subject subject
Communication subject subject
CommunicationRequest subject subject
Condition subject patient
Coverage beneficiary beneficiary
CoverageEligibilityRequest patient patient
CoverageEligibilityResponse patient patient
DeviceRequest subject subject
DiagnosticReport subject subject
DocumentReference subject subject
Encounter subject patient
EnrollmentRequest candidate subject
EpisodeOfCare patient patient
ExplanationOfBenefit patient patient
FamilyMemberHistory patient patient
Flag subject patient
Goal subject patient
ImagingStudy subject patient
Immunization patient patient
ImmunizationEvaluation patient patient
ImmunizationRecommendation patient patient
Invoice subject subject
MeasureReport subject patient
MedicationAdministration subject patient
MedicationDispense subject subject
MedicationRequest subject subject
MedicationStatement subject subject
Observation subject subject
Procedure subject patient
QuestionnaireResponse subject subject
RelatedPerson patient patient
RiskAssessment subject subject
Schedule actor[] actor
ServiceRequest subject subject
Specimen subject subject
SupplyDelivery patient patient
SupplyRequest deliverTo subject
VisionPrescription patient patient
`

const beforeR5 = `
Composition subject subject
Consent patient patient
DetectedIssue patient patient
DeviceUseStatement subject subject
DocumentManifest subject subject
List subject subject
Media subject subject
MolecularSequence patient patient
NutritionOrder patient patient
RequestGroup subject subject
ResearchSubject individual individual
`

const sinceR5 = `
BiologicallyDerivedProductDispense patient patient
Composition subject[] subject
Consent subject subject
Contract subject[] patient
DetectedIssue subject patient
DeviceAssociation subject subject
DeviceUsage patient patient
EncounterHistory subject patient
GenomicStudy subject patient
GuidanceResponse subject patient
ImagingSelection subject patient
List subject[] subject
MolecularSequence subject subject
NutritionIntake subject subject
NutritionOrder subject patient
RequestOrchestration subject subject
ResearchSubject subject subject
Task for patient
`

export function ownedTypes(version: FhirVersion): readonly Owned[] {
  const lines = `${inAll}${version === 'R5' ? sinceR5 : beforeR5}`.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const [type = '', element = '', parameter = ''] = line.split(' ')
    return { type, element, parameter }
  })
}

/** Nobody's, and the same for everyone; what is neither owned nor here is closed, but for Patient, Device and Provenance. */
export const sharedTypes: ReadonlySet<string> = new Set(
  [
    'Practitioner PractitionerRole Organization OrganizationAffiliation HealthcareService Location Endpoint InsurancePlan',
    'Medication MedicationKnowledge FormularyItem CatalogEntry NutritionProduct DeviceDefinition Substance',
    'SubstanceDefinition SubstanceSpecification SubstanceNucleicAcid SubstancePolymer SubstanceProtein',
    'SubstanceReferenceInformation SubstanceSourceMaterial Ingredient MedicinalProduct MedicinalProductAuthorization',
    'MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction',
    'MedicinalProductManufactured MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect',
    'MedicinalProductDefinition AdministrableProductDefinition ManufacturedItemDefinition PackagedProductDefinition',
    'RegulatedAuthorization ClinicalUseDefinition ActorDefinition CapabilityStatement CodeSystem CompartmentDefinition',
    'ConceptMap GraphDefinition ImplementationGuide MessageDefinition NamingSystem OperationDefinition Requirements',
    'SearchParameter StructureDefinition StructureMap SubscriptionTopic TerminologyCapabilities ValueSet',
    'ActivityDefinition ChargeItemDefinition ConditionDefinition EventDefinition Library Measure ObservationDefinition',
    'PlanDefinition Questionnaire SpecimenDefinition',
  ]
    .join(' ')
    .split(' '),
)
