import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const project = (name: string) => `name: starter-${name}
main: index.ts
runtime: { name: nodejs, options: { typescript: false } }
`;

const program = `import { FargateService, GeneratedSecret, Job, readPlatform } from "@starter/fargate";

const generate = () => String(Math.random());
const token = new GeneratedSecret("sample-token", { description: "token", generate });
const tidyToken = new GeneratedSecret("tidy-token", { description: "token of the job", generate });
const image = { unreleased: "sample", key: "app" };
const platform = await readPlatform({ project: "starter-platform" });
new Job("tidy", {
  platform,
  containers: { app: { image, command: ["node", "main.mjs", "tidy"], secrets: { TOKEN: tidyToken.reference } } },
});
new FargateService("sample", {
  platform,
  containers: {
    app: {
      image,
      port: 8080,
      secrets: { TOKEN: token.reference },
      health: { http: "/livez", intervalSeconds: 5, timeoutSeconds: 2, retries: 1, startPeriodSeconds: 0 },
    },
  },
  before: { migrate: { container: "app", command: ["node", "main.mjs", "migrate"] } },
  route: { paths: ["/*"], container: "app" },
});
`;

/** An app that answers with its process number and its secret, whose \`before\` step succeeds and whose job says its own. */
export const goodApp = `
if (process.argv[2] === "tidy") console.log("tidied with " + process.env.TOKEN);
else if (process.argv[2] !== "migrate") {
  const answer = JSON.stringify({ pid: process.pid, token: process.env.TOKEN });
  require("node:http").createServer((q, r) => r.end(answer)).listen(process.env.PORT, process.env.HOST);
}
`;

/** A workspace with one stack, without database, and one app; its folder lies where \`@starter/fargate\` is found. */
export interface SampleWorkspace {
  folder: string;
  writeApp(source: string): void;
  writeStackFile(text: string): void;
  remove(): void;
}

/** Makes a workspace that no other test uses. */
export function makeSampleWorkspace(): SampleWorkspace {
  const parent = fileURLToPath(new URL("../../.local", import.meta.url));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "sample-"));
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("pnpm-workspace.yaml", "");
  write("stacks/platform/Pulumi.yaml", project("platform"));
  write("stacks/platform/Pulumi.dev.yaml", "");
  write("stacks/platform/index.ts", "");
  write("stacks/sample/Pulumi.yaml", project("sample"));
  write("stacks/sample/Pulumi.dev.yaml", "config: { aws:region: eu-central-1 }\n");
  write("stacks/sample/index.ts", program);
  write("apps/sample/package.json", '{ "type": "commonjs" }\n');
  write("apps/sample/src/main.ts", goodApp);
  return {
    folder,
    writeApp: (source) => write("apps/sample/src/main.ts", source),
    writeStackFile: (text) => write("stacks/sample/Pulumi.dev.yaml", text),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
