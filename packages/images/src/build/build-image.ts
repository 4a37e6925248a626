import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ImageError } from "../image-error.ts";
import type { ImageSettings } from "../names/image-settings.ts";
import { runProgram } from "../registry/run-program.ts";
import type { BuiltImage } from "./built-image.ts";
import type { ImageRecipe } from "./image-recipe.ts";
import { blobPath, type Descriptor, readLayout, sourceDateEpoch } from "./layout.ts";

/** Both architectures of Fargate. */
const platforms = "linux/amd64,linux/arm64";

/** An image as it lies in its layout. */
export interface ImageBuild extends BuiltImage {
  layout: string;
  /** What must be kept of the layout: everything but the base's layers. */
  content: Descriptor[];
}

/** How an image is built. */
export interface ImageBuildOptions {
  recipe: ImageRecipe;
  workspace: string;
  settings: Pick<ImageSettings, "attestations">;
  /** Folder that the image is written to; what it held is removed. */
  layout: string;
  /** Layers of the base that need not be sent again, from the build before. */
  knownBaseLayers?: readonly Descriptor[];
  environment?: NodeJS.ProcessEnv;
}

/** Has BuildKit build an image for all platforms into a folder. Throws ImageError with BuildKit's own reason. */
export async function buildImage(options: ImageBuildOptions): Promise<ImageBuild> {
  const { recipe, settings, layout, knownBaseLayers = [], environment = process.env } = options;
  rmSync(layout, { recursive: true, force: true });
  mkdirSync(layout, { recursive: true });
  // BuildKit sends no content whose file is there. A base's layers are never read from here, so empty files will do.
  for (const { digest } of knownBaseLayers) write(blobPath(layout, digest), "");
  const metadata = join(layout, "metadata.json");
  const { code, stderr } = await runProgram("docker", buildArguments(options, metadata), {
    // Only provenance tells of git, which buildx asks six times for each build.
    environment: { ...(!settings.attestations && { BUILDX_GIT_INFO: "false" }), ...environment },
    timeoutMs: 0,
  });
  if (code !== 0) {
    throw new ImageError(
      `${recipe.dockerfile}: must build, got "${reasonOf(stderr)}"; correct it and build again`,
    );
  }
  const digest = String(JSON.parse(readFileSync(metadata, "utf8"))["containerimage.digest"]);
  const { manifests, own, platforms: built, bare } = readLayout(layout, digest);
  if (bare.length > 0) {
    throw new ImageError(
      `${recipe.dockerfile}: must add a layer of the date that BuildKit is told, got none for ${bare.join(" and ")}; copy a file, or update Docker: BuildKit 0.13 is the first that sets dates`,
    );
  }
  const layers = own.filter(({ mediaType }) => mediaType.includes(".layer."));
  return {
    digest,
    base: recipe.base,
    platforms: built,
    addedBytes: layers.reduce((sum, { size }) => sum + size, 0),
    layout,
    content: [...manifests, ...own],
  };
}

function buildArguments(
  { recipe, workspace, settings, layout }: ImageBuildOptions,
  metadata: string,
): string[] {
  const buildArgs = { ...recipe.buildArgs, SOURCE_DATE_EPOCH: sourceDateEpoch };
  return [
    "buildx",
    "build",
    "--progress=plain",
    `--platform=${platforms}`,
    `--file=${join(workspace, recipe.dockerfile)}`,
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...(settings.attestations ? ["--provenance=mode=max", "--sbom=true"] : ["--provenance=false"]),
    `--output=type=oci,tar=false,${csvField(`dest=${layout}`)},rewrite-timestamp=true`,
    `--metadata-file=${metadata}`,
    join(workspace, recipe.context),
  ];
}

function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** BuildKit's last word, without the lines of its own transport. */
function reasonOf(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => line.startsWith("ERROR: ") && !line.includes("rpc error"));
  return (lines.at(-1) ?? stderr.trim().split("\n").at(-1) ?? "").replace(/^ERROR: /, "");
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
