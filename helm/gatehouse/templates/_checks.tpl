{{/* What the schema cannot say: values that need each other. */}}
{{- define "gatehouse.checks" -}}
{{- if not .Values.admin.tokenSecret.name -}}
{{- fail "admin.tokenSecret.name is needed: a Secret with the bearer token of /admin/*, for probes and metrics leave the pod. Make one: kubectl create secret generic gatehouse-admin --from-literal=token=\"$(openssl rand -hex 32)\"" -}}
{{- end -}}
{{- if and (eq .Values.tls.source "secret") (not .Values.tls.secretName) -}}
{{- fail "tls.secretName is needed with tls.source: secret: a Secret of type kubernetes.io/tls (kubectl create secret tls NAME --cert=… --key=…); or choose tls.source: cert-manager, or none behind a proxy that ends TLS" -}}
{{- end -}}
{{- if and (eq .Values.tls.source "cert-manager") (not .Values.tls.certManager.issuerRef.name) -}}
{{- fail "tls.certManager.issuerRef.name is needed with tls.source: cert-manager: the Issuer or ClusterIssuer that signs" -}}
{{- end -}}
{{- if and (eq .Values.tls.clientAuth "require") (not .Values.tls.clientCa.secret) -}}
{{- fail "tls.clientCa.secret is needed with tls.clientAuth: require" -}}
{{- end -}}
{{- if and (ne .Values.tls.clientAuth "none") (eq .Values.tls.source "none") -}}
{{- fail "tls.clientAuth needs tls.source: secret or cert-manager" -}}
{{- end -}}
{{- $several := or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) -}}
{{- if and $several (not .Values.redis.url) -}}
{{- fail "more than one replica needs redis.url: limits, blocks, revocations and the keys of page links must hold on all of them. For a single replica: replicaCount: 1 and autoscaling.enabled: false" -}}
{{- end -}}
{{- if gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .Values.redis.username (not .Values.redis.passwordSecret.name) -}}
{{- fail "redis.passwordSecret.name is needed with redis.username" -}}
{{- end -}}
{{- if and .Values.policy.files .Values.policy.existingConfigMap -}}
{{- fail "policy.files and policy.existingConfigMap are both given; choose one" -}}
{{- end -}}
{{- if and .Values.policy.files (not (hasKey .Values.policy.files "policy.yaml")) -}}
{{- fail "policy.files has no policy.yaml, which is the one that is read first" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.enabled .Values.networkPolicy.enabled (not .Values.networkPolicy.operators) -}}
{{- fail "serviceMonitor.enabled needs Prometheus in networkPolicy.operators, such as [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }]; otherwise it cannot reach the metrics" -}}
{{- end -}}
{{- end }}
