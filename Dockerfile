# Gatehouse as an image: what runs, and nothing to build it with.
#
#   docker build -t gatehouse .
#   docker run --read-only --cap-drop ALL -p 8443:8443 -v "$PWD/config-of-mine:/etc/gatehouse:ro" gatehouse
#
# The configuration is /etc/gatehouse/gatehouse.yaml; docs/operations.md says more.
ARG NODE=node:24-slim

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && find dist -name '*.map' -delete

FROM ${NODE} AS packages
WORKDIR /packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE}
LABEL org.opencontainers.image.title="Gatehouse" \
      org.opencontainers.image.description="A reverse-proxy security gateway for FHIR servers" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
COPY config/gatehouse.yaml config/gatehouse.schema.json config/policy.yaml config/policy.schema.json ./config/

# A number, so that Kubernetes can see that it is not root. Nothing in the image belongs to it, and it writes nothing.
USER 10001:10001
EXPOSE 8443 9464
STOPSIGNAL SIGTERM

# Of the operators' listener; for another place of it set GATEHOUSE_LIVEZ. Kubernetes has probes of its own.
ENV GATEHOUSE_LIVEZ=http://127.0.0.1:9464/livez
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(process.env.GATEHOUSE_LIVEZ, { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve", "-c", "/etc/gatehouse/gatehouse.yaml"]
