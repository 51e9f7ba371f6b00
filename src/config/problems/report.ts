import type { YamlSource } from '../files/yaml.ts'
import type { Problem, Report } from './problem.ts'

/** A report that finds the place of each problem in `source` and adds to the given lists. */
export function reportOn(source: YamlSource, problems: Problem[], insecure: string[] = []): Report {
  return {
    problem(path, what, expected, suggestion) {
      const text = suggestion === undefined ? { what, expected } : { what, expected, suggestion }
      problems.push(source.at(path, 'value', text))
    },
    insecure(sentence) {
      insecure.push(sentence)
    },
  }
}
