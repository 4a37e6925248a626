import {
  type CheckedImage,
  describeWindow,
  type Finding,
  type PreflightReport,
  type PullReport,
  shortDigest,
} from "@starter/images";
import type { Paint } from "../paint.ts";
import { alignColumns } from "../plan/render-plan.ts";

/** The same finding in one or more places. */
interface SharedFinding {
  message: string;
  /** Containers by stack. */
  places: Map<string, string[]>;
}

/** The whole answer of `ship preflight` as text: each stack's images, Docker Hub's limit, then the findings. */
export function renderPreflight(report: PreflightReport, paint: Paint): string {
  const { images, pulls, findings } = report;
  const blocks = [...new Set(images.map(({ stack }) => stack))].map((stack) =>
    renderStack(
      stack,
      images.filter((image) => image.stack === stack),
      paint,
    ),
  );
  if (pulls !== undefined) blocks.push(`${paint("bold", "Docker Hub")}  ${describePulls(pulls)}`);
  const warnings = share(findings, "warning");
  if (warnings.length > 0)
    blocks.push(renderFindings("Worth knowing before a deployment", warnings, "yellow", paint));
  const errors = share(findings, "error");
  if (errors.length > 0) {
    const title = `${errors.length} ${errors.length === 1 ? "mistake" : "mistakes"} to put right`;
    blocks.push(renderFindings(title, errors, "red", paint));
  } else {
    const count =
      images.length === 1 ? "1 container has its image" : `${images.length} containers have their images`;
    blocks.push(paint("green", count));
  }
  return `${blocks.join("\n\n")}\n`;
}

function renderStack(stack: string, images: readonly CheckedImage[], paint: Paint): string {
  const named = new Set(images.map(({ service }) => service)).size > 1;
  const rows = images.map(({ service, container, image, architecture, login, ...sizes }) => [
    named ? `${service}/${container}` : container,
    shortAddress(image),
    architecture,
    sizes.compressedBytes === undefined ? paint("red", "not read") : describeSizes(sizes),
    login === undefined ? "without a login" : `as ${login}`,
  ]);
  return [paint("bold", stack), ...alignColumns(rows).map((line) => `  ${line}`)].join("\n");
}

function describeSizes({ compressedBytes = 0, unpackedBytes }: Partial<CheckedImage>): string {
  const unpacked = unpackedBytes === undefined ? "" : `, ${inMB(unpackedBytes)} unpacked`;
  return `${inMB(compressedBytes)}${unpacked}`;
}

function describePulls({ remaining, limit, windowSeconds, login, countedFor, ...need }: PullReport): string {
  const counted = login ?? countedFor ?? "this address";
  return `${remaining} of ${limit} pulls left in ${describeWindow(windowSeconds)} for ${counted}; a deployment of all services takes ${need.deployment}, with a rollback ${need.withRollback}`;
}

function renderFindings(
  title: string,
  findings: readonly SharedFinding[],
  colour: "yellow" | "red",
  paint: Paint,
): string {
  const lines = findings.map(({ places, message }) => {
    const where = [...places].map(([stack, containers]) => [stack, ...containers].join(", ")).join("; ");
    return `  ${where === "" ? "" : `${paint(colour, where)}  `}${message}`;
  });
  return [paint("bold", title), ...lines].join("\n");
}

/** A registry that is not reachable is one finding, however many containers it is told for. */
function share(findings: readonly Finding[], level: Finding["level"]): SharedFinding[] {
  const shared = new Map<string, SharedFinding>();
  for (const { message, stack, container } of findings.filter((finding) => finding.level === level)) {
    const one = shared.get(message) ?? { message, places: new Map<string, string[]>() };
    shared.set(message, one);
    if (stack === undefined) continue;
    one.places.set(stack, [
      ...(one.places.get(stack) ?? []),
      ...(container === undefined ? [] : [container]),
    ]);
  }
  return [...shared.values()];
}

function shortAddress(image: string): string {
  const at = image.indexOf("@");
  return `${image.slice(0, at + 1)}${shortDigest(image.slice(at + 1))}`;
}

function inMB(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
