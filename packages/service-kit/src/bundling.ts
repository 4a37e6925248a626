/** rolldown's options for a service: `src/main.ts` and all it needs in one file, which the image copies. */
export const bundle = {
  input: "src/main.ts",
  platform: "node",
  output: {
    file: "dist/main.mjs",
    format: "esm",
    minify: true,
    charset: "ascii",
    sourcemap: true,
    codeSplitting: false,
  },
} as const;
