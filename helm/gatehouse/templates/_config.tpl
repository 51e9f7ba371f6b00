{{/* gatehouse.yaml: what was given, and what the chart knows better. */}}
{{- define "gatehouse.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $server := dict "listen" (dict "host" "0.0.0.0" "port" 8443) "timeouts" (dict "drain" (printf "%ds" (int .Values.termination.drain))) -}}
{{- if eq .Values.tls.source "none" -}}
{{- $_ := set $server "allowPlainText" true -}}
{{- else -}}
{{- $tls := dict "cert" "/etc/gatehouse/tls/tls.crt" "key" "/etc/gatehouse/tls/tls.key" "minVersion" .Values.tls.minVersion "clientAuth" .Values.tls.clientAuth -}}
{{- if .Values.tls.clientCa.secret -}}
{{- $_ := set $tls "clientCa" "/etc/gatehouse/client-ca/ca.crt" -}}
{{- end -}}
{{- $_ := set $server "tls" $tls -}}
{{- end -}}
{{- $own := dict "server" $server -}}
{{- $admin := dict "listen" (dict "host" "0.0.0.0" "port" 9464) "token" (dict "file" "/etc/gatehouse/admin/token") -}}
{{- $_ := set $own "admin" $admin -}}
{{- if include "gatehouse.policyConfigMap" . -}}
{{- $_ := set $own "policy" "/etc/gatehouse/policy/policy.yaml" -}}
{{- end -}}
{{- with .Values.redis -}}
{{- if .url -}}
{{- $redis := dict "url" .url "keyPrefix" .keyPrefix "onFailure" .onFailure -}}
{{- if .username -}}
{{- $_ := set $redis "username" .username -}}
{{- end -}}
{{- if .passwordSecret.name -}}
{{- $_ := set $redis "password" (dict "file" "/etc/gatehouse/redis/password") -}}
{{- end -}}
{{- $_ := set $own "store" (dict "redis" $redis) -}}
{{- end -}}
{{- end -}}
{{- toYaml (mergeOverwrite $config $own) -}}
{{- end }}
