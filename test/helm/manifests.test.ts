import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Manifest, manifestsOf, only, render } from './chart.ts'

const of = (name: string) => manifestsOf(render(`test/helm/values/${name}.yaml`))
const sets = readdirSync('test/helm/values').map((file) => ({
  file,
  manifests: manifestsOf(render(`test/helm/values/${file}`)),
}))

/** The part of a pod that its manifests tell of. */
const podOf = (manifests: readonly Manifest[]) => only(manifests, 'Deployment').spec.template.spec
const containerOf = (manifests: readonly Manifest[]) => podOf(manifests).containers[0]

describe.each(sets)('with $file', ({ manifests }) => {
  it('keeps to what the strictest of the pod security standards allows', () => {
    const pod = podOf(manifests)
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    expect(pod.containers).toHaveLength(1)
    expect(containerOf(manifests).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(pod.volumes.filter(({ hostPath }: { hostPath?: unknown }) => hostPath !== undefined)).toEqual([])
  })

  it('leaves time to drain', () => {
    const { terminationGracePeriodSeconds } = podOf(manifests)
    const config = only(manifests, 'ConfigMap', '-config').data?.['gatehouse.yaml'] ?? ''
    const drain = Number(/drain: (\d+)s/.exec(config)?.[1])
    expect(terminationGracePeriodSeconds).toBeGreaterThan(
      drain + containerOf(manifests).lifecycle.preStop.sleep.seconds,
    )
  })

  it('asks the operators’ listener how it is', () => {
    const { startupProbe, livenessProbe, readinessProbe } = containerOf(manifests)
    expect(startupProbe.httpGet).toEqual({ path: '/livez', port: 'operators' })
    expect(livenessProbe.httpGet).toEqual({ path: '/livez', port: 'operators' })
    expect(readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'operators' })
  })

  it('never shows the operators’ port to clients', () => {
    const services = manifests.filter(({ kind }) => kind === 'Service')
    for (const { metadata, spec } of services) {
      const ports = spec.ports.map(({ targetPort }: { targetPort: string }) => targetPort)
      const isOperators = metadata.name.endsWith('-operators')
      expect(ports).toEqual([isOperators ? 'operators' : 'clients'])
      if (isOperators) expect(spec).toMatchObject({ type: 'ClusterIP', clusterIP: 'None' })
    }
    const rules = only(manifests, 'NetworkPolicy').spec.ingress
    const open = rules.filter(({ from }: { from?: unknown }) => from === undefined)
    for (const { ports } of open) expect(ports).toEqual([{ port: 'clients', protocol: 'TCP' }])
  })

  it('selects its own pods everywhere', () => {
    const { labels } = only(manifests, 'Deployment').spec.template.metadata
    for (const { kind, spec } of manifests) {
      const selector =
        { Service: spec?.selector, Deployment: spec?.selector?.matchLabels }[kind] ?? spec?.podSelector?.matchLabels
      if (selector !== undefined) expect(labels).toMatchObject(selector)
    }
  })

  it('mounts every file that the configuration names, and each volume whole', () => {
    const { volumes } = podOf(manifests)
    const mounts: { name: string; mountPath: string; subPath?: string }[] = containerOf(manifests).volumeMounts
    expect(mounts.map(({ name }) => name).sort()).toEqual(volumes.map(({ name }: { name: string }) => name).sort())
    expect(mounts.filter(({ subPath }) => subPath !== undefined)).toEqual([])
    const config = only(manifests, 'ConfigMap', '-config').data?.['gatehouse.yaml'] ?? ''
    for (const [path] of config.matchAll(/\/etc\/gatehouse\/\S+/g)) {
      expect(
        mounts.filter(({ mountPath }) => path.startsWith(`${mountPath}/`)),
        path,
      ).toHaveLength(1)
    }
  })

  it('holds no secret', () => {
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([])
  })
})

describe('what is there only when it is needed', () => {
  const kindsOf = (name: string) => of(name).map(({ kind }) => kind)

  it('has no disruption budget and no autoscaler for one replica', () => {
    expect(kindsOf('minimal')).not.toContain('PodDisruptionBudget')
    expect(kindsOf('minimal')).not.toContain('HorizontalPodAutoscaler')
    expect(kindsOf('defaults')).toContain('PodDisruptionBudget')
  })

  it('leaves the number of replicas to the autoscaler', () => {
    expect(only(of('monitored'), 'Deployment').spec.replicas).toBeUndefined()
    expect(only(of('defaults'), 'Deployment').spec.replicas).toBe(2)
  })

  it('takes the host of the public URL for the certificate', () => {
    expect(only(of('cert-manager'), 'Certificate').spec.dnsNames).toEqual(['fhir.example.org'])
    expect(kindsOf('defaults')).not.toContain('Certificate')
  })

  it('finds the operators’ service by its monitor', () => {
    const manifests = of('monitored')
    const { labels } = only(manifests, 'Service', '-operators').metadata
    expect(labels).toMatchObject(only(manifests, 'ServiceMonitor').spec.selector.matchLabels)
    expect(only(manifests, 'Service', 'gatehouse').metadata.labels).not.toHaveProperty('app.kubernetes.io/component')
  })

  it('changes the pods with the configuration, with the policy only when asked', () => {
    const annotationsOf = (...more: string[]) =>
      only(manifestsOf(render('test/helm/values/cert-manager.yaml', ...more)), 'Deployment').spec.template.metadata
        .annotations
    const changed = ['--set', 'config.log.level=debug']
    expect(annotationsOf(...changed)['checksum/config']).not.toBe(annotationsOf()['checksum/config'])
    expect(annotationsOf()).not.toHaveProperty(['checksum/policy'])
    expect(annotationsOf('--set', 'policy.rollOnChange=true')).toHaveProperty(['checksum/policy'])
  })

  it('speaks plain text only where that was asked for', () => {
    for (const { file, manifests } of sets) {
      const config = only(manifests, 'ConfigMap', '-config').data?.['gatehouse.yaml'] ?? ''
      expect(config.includes('allowPlainText'), file).toBe(file === 'behind-proxy.yaml')
    }
  })
})
