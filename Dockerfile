# What is built here is put together by scripts/image.mjs. scripts/play-image.mjs plays these steps where there is no
# container engine.
FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run image -- /image

FROM node:24-alpine
# The client's tools are for backups and restores, and not older than the server of compose.yaml.
RUN apk add --no-cache tini postgresql17-client \
  && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /opt/yarn* \
  && mkdir /backups && chown node:node /backups
WORKDIR /app
COPY --from=build /image ./
COPY deploy/migrate.sh ./
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000 BACKUP_DIR=/backups DATA_DIR=/tmp/projekter
USER node
EXPOSE 3000
VOLUME /backups
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/sbin/tini", "--"]
CMD ["node", "--max-semi-space-size=8", "server.mjs"]
