# conventional.Dockerfile without a network: PACKAGES has pnpm and every package, and nothing is asked about them.
ARG BASE
ARG PACKAGES

FROM ${PACKAGES} AS source
ENV pnpm_config_store_dir=/pnpm/store
COPY . /repo
WORKDIR /repo

FROM source AS production
RUN pnpm install --prod --frozen-lockfile --offline --trust-lockfile --ignore-scripts --filter-prod @starter/member...

FROM source AS build
RUN pnpm install --frozen-lockfile --offline --trust-lockfile --ignore-scripts --filter @starter/member...
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
