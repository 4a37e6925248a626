const { join } = require("node:path");

module.exports = {
  spec: ["test/**/*.test.ts"],
  timeout: 60000,
  reporter: "dot",
  "forbid-only": true,
  require: [join(__dirname, "scripts/mocha/left-open.mjs")],
};
