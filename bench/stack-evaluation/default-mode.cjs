// What Pulumi does with a TypeScript project that says nothing else: the ts-node it brings along, with type checking,
// registered with the options of @pulumi/pulumi/cmd/run for a project without a tsconfig.json.
const { dirname, join } = require("node:path");

const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
require(join(sdk, "vendor", "ts-node@7.0.1")).register({
  compiler: require.resolve("typescript-6"),
  skipProject: true,
  compilerOptions: { target: "ES2020", module: "nodenext", moduleResolution: "nodenext", sourceMap: "true" },
});

const program = process.argv[2];
require("./stand-in.cjs")(async () => require(program));
