import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  checkBuilder,
  checkLogin,
  DockerLoginError,
  ImageError,
  imageName,
  type PreflightReport,
  type PushedImages,
  RegistryProblem,
  readImageSettings,
} from "@starter/images";
import { paintFor } from "../paint.ts";
import { renderPreflight } from "../preflight/render-preflight.ts";
import { checkWorkspace } from "../preflight/run-preflight.ts";
import { ShipError } from "../ship-error.ts";
import { pushImages } from "./push-images.ts";
import { type Release, renderNext, renderReleases } from "./render-releases.ts";
import { readStackFile, replaceFile } from "./stack-file.ts";

/** What `ship release` is asked for. */
export interface ReleaseOptions {
  /** The workspace's root, absolute. */
  workspace: string;
  /** Services, by their folder in apps and stacks. */
  services: readonly string[];
  /** Stack, that is environment, name: `dev`. */
  environment: string;
  json: boolean;
}

/**
 * Builds and pushes services' images, names them in their stack files and looks whether they can be deployed. What can be
 * wrong is looked at before work starts; no file is written before every image is in the registry. Resolves with 1 when
 * an image must not be deployed like this.
 */
export async function runRelease({
  workspace,
  services,
  environment,
  json,
}: ReleaseOptions): Promise<number> {
  for (const service of services) checkService(workspace, service);
  for (const service of services) readStackFile(workspace, service, environment);
  const pushed = await toldInOneLine(async () => {
    const settings = readImageSettings(workspace);
    for (const service of services) imageName(settings, service, "app");
    await Promise.all([checkLogin(settings), checkBuilder()]);
    return pushImages(workspace, services);
  });
  // Read again: a push takes a while, and the file is its owner's.
  const edits = [...pushed].map(([service, images]) => edit(workspace, service, environment, images));
  for (const { release, text } of edits) {
    if (release.changed) replaceFile(join(workspace, release.file), text);
  }
  const releases = edits.map(({ release }) => release);
  const paint = paintFor(process.stdout);
  if (!json) process.stdout.write(renderReleases(releases, paint));
  const preflight = reportOf(
    services,
    await toldInOneLine(() => checkWorkspace({ workspace, environment, deep: false })),
  );
  const isSound = preflight.findings.every(({ level }) => level !== "error");
  process.stdout.write(
    json
      ? `${JSON.stringify({ environment, services: releases, preflight }, undefined, 2)}\n`
      : `\n${renderPreflight(preflight, paint)}${isSound ? renderNext(releases) : ""}`,
  );
  return isSound ? 0 : 1;
}

/** Leaves out what concerns other services only, which may not have been released yet. */
function reportOf(services: readonly string[], report: PreflightReport): PreflightReport {
  const concerns = ({ stack = "" }: { stack?: string }) => {
    const owner = /^stacks\/([^/,]+)/.exec(stack)?.[1];
    return owner === undefined || owner === "platform" || services.includes(owner);
  };
  return { ...report, images: report.images.filter(concerns), findings: report.findings.filter(concerns) };
}

function edit(
  workspace: string,
  service: string,
  environment: string,
  images: PushedImages,
): { release: Release; text: string } {
  const file = readStackFile(workspace, service, environment);
  return {
    text: file.withImages(images),
    release: {
      service,
      file: file.path,
      changed: images.app !== file.images.app || images.nginx !== file.images.nginx,
      images,
      before: file.images,
      next: `pulumi -C stacks/${service} -s ${environment} up`,
    },
  };
}

function checkService(workspace: string, service: string): void {
  const isService = (name: string) =>
    existsSync(join(workspace, "apps", name, "Dockerfile")) &&
    existsSync(join(workspace, "stacks", name, "Pulumi.yaml"));
  if (/^[\w-]+$/.test(service) && isService(service)) return;
  const known = readdirSync(join(workspace, "apps")).filter(isService).join(" or ");
  throw new ShipError(
    `${service}: must be a service, with a folder in apps and one in stacks, got none; use ${known}`,
    2,
  );
}

async function toldInOneLine<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isTold =
      error instanceof ImageError || error instanceof RegistryProblem || error instanceof DockerLoginError;
    throw isTold ? new ShipError(error.message) : error;
  }
}
