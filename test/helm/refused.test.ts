import { expect, it } from 'vitest'
import { renderWith } from './chart.ts'

const base = 'test/helm/values/defaults.yaml'

/** What is wrong, the values over the good ones, and what is said of it. */
const refused: readonly (readonly [string, object, RegExp])[] = [
  ['an unknown key', { replicas: 3 }, /additional properties 'replicas' not allowed/],
  ['an unknown key further in', { tls: { cert: 'x' } }, /at '\/tls'.*'cert' not allowed/],
  ['a word that is not one of them', { tls: { source: 'acme' } }, /at '\/tls\/source': value must be one of 'secret'/],
  ['text for a number', { replicaCount: 'two' }, /at '\/replicaCount': got string, want integer/],
  ['no replica', { replicaCount: 0 }, /at '\/replicaCount': minimum: got 0, want 1/],
  ['no configuration', { config: null }, /missing property 'config'/],
  ['no FHIR server', { config: { upstream: null } }, /at '\/config\/upstream': got null, want object/],
  ['a misspelt key of gatehouse.yaml', { config: { upstreem: {} } }, /at '\/config'.*'upstreem' not allowed/],
  ['a wrong type in gatehouse.yaml', { config: { server: { workers: 'many' } } }, /at '\/config\/server\/workers'/],
  [
    'the listener of gatehouse.yaml',
    { config: { server: { listen: { port: 1 } } } },
    /at '\/config\/server'.*'listen' not allowed/,
  ],
  ['the admin section', { config: { admin: {} } }, /at '\/config'.*'admin' not allowed/],
  ['the drain time in its old place', { config: { server: { timeouts: { drain: '5s' } } } }, /'drain' not allowed/],
  [
    'a password in the URL of Redis',
    { redis: { url: 'redis://u:p@redis:6379' } },
    /at '\/redis\/url'.*does not match pattern/,
  ],
  ['a digest that is none', { image: { digest: 'latest' } }, /at '\/image\/digest'/],
  ['a folder that is a path', { secrets: { '../etc': { secret: 'x' } } }, /invalid propertyName '\.\.\/etc'/],
  [
    'a mounted secret without a name',
    { secrets: { upstream: {} } },
    /at '\/secrets\/upstream': missing property 'secret'/,
  ],
  [
    'no admin token',
    { admin: { tokenSecret: { name: '' } } },
    /admin\.tokenSecret\.name is needed.*kubectl create secret/,
  ],
  ['no certificate', { tls: { secretName: '' } }, /tls\.secretName is needed/],
  [
    'cert-manager without an issuer',
    { tls: { source: 'cert-manager' } },
    /tls\.certManager\.issuerRef\.name is needed/,
  ],
  ['client certificates without authorities', { tls: { clientAuth: 'require' } }, /tls\.clientCa\.secret is needed/],
  ['client certificates in plain text', { tls: { source: 'none', clientAuth: 'request' } }, /tls\.clientAuth needs/],
  ['two replicas without Redis', { redis: { url: '' } }, /more than one replica needs redis\.url/],
  [
    'a growing number without Redis',
    { redis: { url: '' }, replicaCount: 1, autoscaling: { enabled: true } },
    /more than one replica needs redis\.url/,
  ],
  ['fewer at most than at least', { autoscaling: { minReplicas: 9, maxReplicas: 2 } }, /minReplicas is more than/],
  ['a user of Redis without password', { redis: { username: 'gatehouse' } }, /redis\.passwordSecret\.name is needed/],
  ['a policy without its first file', { policy: { files: { 'other.yaml': '' } } }, /policy\.files has no policy\.yaml/],
  ['two policies', { policy: { files: { 'policy.yaml': '' }, existingConfigMap: 'other' } }, /choose one/],
  [
    'a monitor that cannot reach the metrics',
    { serviceMonitor: { enabled: true } },
    /serviceMonitor\.enabled needs Prometheus in networkPolicy\.operators/,
  ],
]

it.each(refused)('refuses %s', (_, values, said) => {
  expect(() => renderWith(base, values)).toThrow(said)
})

it('takes the values that they are put over', () => {
  expect(renderWith(base, {})).toContain('kind: Deployment')
})
