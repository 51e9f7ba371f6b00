/** Configurations of nginx: the upstream of all, and one of the proxies. One worker, connections that stay open, no log. */

const head = (folder: string) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 4096; }
`

const http = (folder: string) => `
  access_log off;
  keepalive_requests 100000000;
  keepalive_timeout 600s;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
`

/** A FHIR server whose answers lie ready as files in `bodies`. */
export function nginxUpstream(folder: string, port: number, bodies: string): string {
  return `${head(folder)}
http {${http(folder)}
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100;
  etag off;
  add_header ETag 'W/"1"';
  default_type application/fhir+json;
  server {
    listen 127.0.0.1:${port};
    root ${bodies};
    location / { try_files /read.json =404; }
    location = /fhir/Observation { try_files /search-$arg__count.json =404; }
  }
}
`
}

export function nginxProxy(folder: string, port: number, upstream: URL): string {
  return `${head(folder)}
http {${http(folder)}
  upstream fhir { server ${upstream.host}; keepalive 128; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://fhir;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host ${upstream.host};
      proxy_max_temp_file_size 0;
    }
  }
}
`
}
