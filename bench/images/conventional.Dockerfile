# What most would write for member, after https://pnpm.io/docker: the workspace goes in, packages are installed and the
# app is built inside, and the image gets sources, packages and what was built. Packages are fetched from npm's registry,
# and kept in a mount for the next build on this machine. Install scripts do not run: member needs none.
ARG BASE

FROM ${BASE} AS source
COPY --from=pnpm pnpm /usr/local/bin/
ENV pnpm_config_store_dir=/pnpm/store
COPY . /repo
WORKDIR /repo

FROM source AS production
ARG SSL_CERT_FILE
RUN --mount=type=cache,id=pnpm,target=/pnpm/store --mount=type=secret,id=certificates \
    pnpm install --prod --frozen-lockfile --ignore-scripts --filter-prod @starter/member...

FROM source AS build
ARG SSL_CERT_FILE
RUN --mount=type=cache,id=pnpm,target=/pnpm/store --mount=type=secret,id=certificates \
    pnpm install --frozen-lockfile --ignore-scripts --filter @starter/member...
RUN cd apps/member && node ../../packages/service-kit/src/bundle.mjs

FROM ${BASE}
ENV NODE_ENV=production
WORKDIR /repo
COPY --from=production /repo/package.json ./
COPY --from=production /repo/node_modules ./node_modules
COPY --from=production /repo/packages/service-kit ./packages/service-kit
COPY --from=production /repo/apps/member ./apps/member
COPY --from=build /repo/apps/member/dist ./apps/member/dist
USER 1000:1000
EXPOSE 8080
CMD ["node", "apps/member/src/main.ts"]
