{{/* What is mounted below /etc/gatehouse: one folder each, whole, so that a change arrives as a swap of links. */}}
{{- define "gatehouse.volumes" -}}
- name: config
  configMap:
    name: {{ include "gatehouse.fullname" . }}-config
{{- with include "gatehouse.policyConfigMap" . }}
- name: policy
  configMap:
    name: {{ . }}
{{- end }}
- name: admin
  secret:
    secretName: {{ .Values.admin.tokenSecret.name }}
    defaultMode: 0440
    items: [{ key: {{ .Values.admin.tokenSecret.key | quote }}, path: token }]
{{- if ne .Values.tls.source "none" }}
- name: tls
  secret:
    secretName: {{ include "gatehouse.tlsSecret" . }}
    defaultMode: 0440
{{- end }}
{{- with .Values.tls.clientCa }}
{{- if .secret }}
- name: client-ca
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items: [{ key: {{ .key | quote }}, path: ca.crt }]
{{- end }}
{{- end }}
{{- with .Values.redis.passwordSecret }}
{{- if and $.Values.redis.url .name }}
- name: redis
  secret:
    secretName: {{ .name }}
    defaultMode: 0440
    items: [{ key: {{ .key | quote }}, path: password }]
{{- end }}
{{- end }}
{{- with .Values.trustedCa }}
{{- if .configMap }}
- name: trusted-ca
  configMap:
    name: {{ .configMap }}
    items: [{ key: {{ .key | quote }}, path: ca.crt }]
{{- end }}
{{- end }}
{{- range $folder, $source := .Values.secrets }}
- name: secret-{{ $folder }}
  secret:
    secretName: {{ $source.secret }}
    defaultMode: 0440
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "gatehouse.volumeMounts" -}}
- { name: config, mountPath: /etc/gatehouse/config, readOnly: true }
{{- if include "gatehouse.policyConfigMap" . }}
- { name: policy, mountPath: /etc/gatehouse/policy, readOnly: true }
{{- end }}
- { name: admin, mountPath: /etc/gatehouse/admin, readOnly: true }
{{- if ne .Values.tls.source "none" }}
- { name: tls, mountPath: /etc/gatehouse/tls, readOnly: true }
{{- end }}
{{- if .Values.tls.clientCa.secret }}
- { name: client-ca, mountPath: /etc/gatehouse/client-ca, readOnly: true }
{{- end }}
{{- if and .Values.redis.url .Values.redis.passwordSecret.name }}
- { name: redis, mountPath: /etc/gatehouse/redis, readOnly: true }
{{- end }}
{{- if .Values.trustedCa.configMap }}
- { name: trusted-ca, mountPath: /etc/gatehouse/trusted-ca, readOnly: true }
{{- end }}
{{- range $folder, $source := .Values.secrets }}
- { name: secret-{{ $folder }}, mountPath: /etc/gatehouse/secrets/{{ $folder }}, readOnly: true }
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}
