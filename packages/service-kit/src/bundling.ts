/** rolldown's options for a service: `src/main.ts` and all it needs in one file, which the image copies. */
export const bundle = {
  input: "src/main.ts",
  platform: "node",
  // What fastify loads only where it checks and writes JSON by itself, and what it injects requests with in tests.
  external: ["@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler", "light-my-request"],
  output: {
    file: "dist/main.mjs",
    format: "esm",
    minify: true,
    charset: "ascii",
    sourcemap: true,
    codeSplitting: false,
  },
} as const;
