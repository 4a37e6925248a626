import { readFileSync } from "node:fs";
import { join } from "node:path";
import { componentReference, exportedComponents } from "./argument-tables.ts";
import { createdResources } from "./created-resources.ts";
import { renderComponent, renderTable } from "./render-reference.ts";
import { samples } from "./samples.ts";

const root = join(import.meta.dirname, "..");

/** The README, of which the parts between markers are written from the code. */
export const readmePath = join(root, "README.md");

/** A complete service: the fixture of a test, which runs it. */
const examplePath = join(root, "test/third-service/fixtures/review/index.ts");

/** What the README lists, in this order: the component classes and the function that makes a container's arguments. */
export const listedComponents = [
  "Network",
  "Cluster",
  "LoadBalancer",
  "RegistryCredentials",
  "ImageCache",
  "FargateService",
  "nginxSidecar",
  "Job",
  "Database",
  "GeneratedSecret",
  "AlarmTopic",
  "ServiceEvents",
  "Dashboard",
];

/** The README's text with every generated part as the code has it now. */
export async function currentReadme(readme: string): Promise<string> {
  const example = readFileSync(examplePath, "utf8");
  const references = listedComponents.map(componentReference);
  const reference = references.map((one, index) => renderComponent(one, references.slice(0, index)));
  const parts = {
    example: `\`\`\`ts\n${example}\`\`\``,
    resources: await renderResources(),
    reference: reference.join("\n\n"),
  };
  return Object.entries(parts).reduce((text, [name, part]) => replacePart(text, name, part), readme);
}

function replacePart(readme: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- end of ${name} -->`];
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`README.md must have a line ${begin} and a line ${end}, got not both`);
  }
  return `${before}${begin}\n\n${part}\n\n${end}${after}`;
}

async function renderResources(): Promise<string> {
  const rows: string[][] = [];
  for (const name of listedComponents) {
    if (!exportedComponents().includes(name)) continue;
    const variants = Object.keys(samples).filter((key) => key === name || key.startsWith(`${name}: `));
    for (const variant of variants) {
      const sample = samples[variant];
      if (sample === undefined) continue;
      const created = await createdResources(name, sample);
      const kind = "kind" in sample.args ? ` \`${sample.args.kind}\`` : "";
      const all = [...created]
        .filter(([, count]) => count > 0)
        .map(([type, count]) => resourceName(type, count));
      rows.push([`${name}${kind}`, all.join(", ") || "nothing: it looks up what is there"]);
    }
  }
  return renderTable(["component", "creates"], rows);
}

/** `ec2.Subnet × 4` of `aws:ec2/subnet:Subnet`. */
function resourceName(type: string, count: number): string {
  const [, module = "", name = ""] = type.split(":");
  return `${module.split("/")[0]}.${name}${count > 1 ? ` × ${count}` : ""}`;
}
