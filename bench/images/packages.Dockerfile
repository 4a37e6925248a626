# The base with pnpm and the packages' store: no time of the offline build goes into downloads.
ARG BASE
FROM ${BASE}
COPY --from=pnpm pnpm /usr/local/bin/
COPY --from=store . /pnpm/store/
