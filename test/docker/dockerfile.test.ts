import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { execForm, readDockerfile } from '../../scripts/docker/dockerfile.ts'

const stages = readDockerfile(readFileSync('Dockerfile', 'utf8'))
const last = stages.at(-1)!
const textOf = (name: string) => last.instructions.find((instruction) => instruction.name === name)?.text ?? ''

describe('the image', () => {
  it('starts from one version of Node in every stage', () => {
    expect(new Set(stages.map(({ image }) => image))).toEqual(new Set(['node:24-slim']))
  })

  it('runs as a user by number, who is not root, and adds nothing after that', () => {
    expect(textOf('USER')).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/)
    const names = last.instructions.map(({ name }) => name)
    const after = names.slice(names.indexOf('USER'))
    expect(after).not.toContain('RUN')
    expect(after).not.toContain('COPY')
    expect(names).not.toContain('RUN')
  })

  it('takes no more from where it was built than what runs', () => {
    const copied = last.instructions.filter(({ name, flags }) => name === 'COPY' && flags.from !== undefined)
    expect(copied.map(({ text }) => text.split(' ')[0])).toEqual(['/packages/node_modules', '/build/dist'])
  })

  it('installs what the lock file says, and runs no scripts of packages', () => {
    const installs = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ text }) => /\bnpm (ci|i|install)\b/.test(text))
    expect(installs).toHaveLength(2)
    for (const { text } of installs) expect(text).toMatch(/^npm ci .*--ignore-scripts/)
  })

  it('starts without a shell, so that signals arrive', () => {
    const find = (name: string) => execForm(last.instructions.find((instruction) => instruction.name === name)!)
    expect(find('ENTRYPOINT')).toEqual(['node', '/app/dist/main.js'])
    expect(find('CMD')).toEqual(['serve', '-c', '/etc/gatehouse/gatehouse.yaml'])
    expect(find('HEALTHCHECK')[0]).toBe('node')
    expect(textOf('STOPSIGNAL')).toBe('SIGTERM')
  })
})

describe('reading a Dockerfile', () => {
  it('joins lines, leaves out comments, and tells where each instruction starts', () => {
    const [stage] = readDockerfile(
      '# one\nFROM a AS first\n\nRUN x \\\n  # between\n  && y\nCOPY --from=b --chmod=0444 c d\n',
    )
    expect(stage).toEqual({
      name: 'first',
      image: 'a',
      instructions: [
        { name: 'RUN', flags: {}, text: 'x && y', line: 4 },
        { name: 'COPY', flags: { from: 'b', chmod: '0444' }, text: 'c d', line: 7 },
      ],
    })
  })

  it('numbers stages without a name and fills in arguments', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is the Dockerfile's
    expect(readDockerfile('ARG V=1\nFROM a:${V}\nFROM b\n').map(({ name, image }) => [name, image])).toEqual([
      ['0', 'a:1'],
      ['1', 'b'],
    ])
  })

  it('takes the shell form for no exec form', () => {
    const [stage] = readDockerfile('FROM a\nENTRYPOINT node main.js\n')
    expect(() => execForm(stage!.instructions[0]!)).toThrow(SyntaxError)
  })
})
