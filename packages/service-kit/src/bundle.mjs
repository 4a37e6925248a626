// The script `build` of an app, which runs it in the app's folder: bundles src/main.ts and all that it needs into
// dist/main.mjs, or the file given, which the image copies. JavaScript and rolldown's API, because its command line, with
// a configuration in TypeScript, takes a tenth of a second more.
import { build } from "rolldown";

try {
  await build({
    input: "src/main.ts",
    platform: "node",
    // What fastify loads only where it checks and writes JSON by itself, and what it injects requests with in tests.
    external: ["@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler", "light-my-request"],
    output: {
      file: process.argv[2] ?? "dist/main.mjs",
      format: "esm",
      // Once over the code: going on until nothing changes takes an eighth of the whole and saves a 6000th of the file.
      minify: { compress: { maxIterations: 1 } },
      charset: "ascii",
      sourcemap: true,
      codeSplitting: false,
    },
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
