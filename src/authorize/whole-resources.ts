import type { SingleInteraction } from '../fhir/interaction.ts'
import type { Grant, Grants } from '../scopes/grants.ts'
import type { Narrowed } from './narrow/narrow.ts'

/** Values of `_summary` that leave no part of a resource out, or no resource in. */
const wholeSummaries = new Set(['count', 'false'])

/**
 * Takes out what would have resources come back in part, where some scope of the caller holds for one patient or for
 * some resources only: an answer without the element that says whose a resource is would be judged by what is left of
 * it. Servers may return more than `_elements` and `_summary` ask for (search.html#elements, #summary).
 */
export function wholeResources(interaction: SingleInteraction, { byContext }: Grants): Narrowed {
  if (isNarrativeAlone(interaction)) return withoutParts(interaction)
  for (const held of byContext.values()) if (held.some(isJudged)) return withoutParts(interaction)
  return { interaction, removed: [] }
}

/** HAPI answers the read of a text with the narrative, in HTML (search.html#summary: `text` has id and meta as well). */
function isNarrativeAlone(interaction: SingleInteraction): boolean {
  const { kind } = interaction
  const isRead = kind === 'read' || kind === 'vread'
  return isRead && interaction.controls.some(({ name, value }) => name === '_summary' && value === 'text')
}

/** Whether single resources are asked whether they are within its reach. */
function isJudged({ patient, constraint }: Grant): boolean {
  return patient !== undefined || constraint !== undefined
}

/** The interaction that asks for resources whole. */
export function withoutParts(interaction: SingleInteraction): Narrowed {
  const parts = controlsOf(interaction).filter(isPart)
  if (parts.length === 0) return { interaction, removed: [] }
  const whole = withControls(interaction, (controls) => controls.filter((control) => !isPart(control)))
  return { interaction: whole, removed: parts.map(({ name }) => name) }
}

/** The interaction with other parameters that shape its answer. */
function withControls(interaction: SingleInteraction, change: (controls: Controls) => Controls): SingleInteraction {
  const controls = change(controlsOf(interaction))
  return interaction.kind === 'search'
    ? { ...interaction, query: { ...interaction.query, controls } }
    : ({ ...interaction, controls } as SingleInteraction)
}

/** The interaction with pages of this size, whatever the client asked for (search.html#count). */
export function withPageSize(interaction: SingleInteraction, size: number): SingleInteraction {
  return withControls(interaction, (controls) => [
    ...controls.filter(({ name }) => name !== '_count'),
    { name: '_count', value: String(size) },
  ])
}

type Controls = readonly { readonly name: string; readonly value: string }[]

/** The parameters that shape its answer. */
export function controlsOf(interaction: SingleInteraction): Controls {
  switch (interaction.kind) {
    case 'search':
      return interaction.query.controls
    case 'read':
    case 'vread':
    case 'history':
      return interaction.controls
    default:
      return []
  }
}

function isPart({ name, value }: Controls[number]): boolean {
  return name === '_elements' || (name === '_summary' && !wholeSummaries.has(value))
}
