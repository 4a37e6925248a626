import type { Layer } from "./image-files.ts";
import type { InspectedImage } from "./inspect-image.ts";
import type { Finding, PreflightTask } from "./preflight-task.ts";

const gib = 1024 ** 3;

/**
 * Whether the images of a task fit its disk, on which Fargate keeps them packed and unpacked; a layer that two images
 * share is there once. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html
 * @param unpacked Layers by digest as far as they were read; of others the packed size stands in, which is the least.
 */
export function checkDisk(
  { stack, service, ephemeralStorageGiB }: PreflightTask,
  images: readonly InspectedImage[],
  unpacked: ReadonlyMap<string, Layer>,
): Finding[] {
  const layers = new Map(images.flatMap((image) => image.layers).map((layer) => [layer.digest, layer.size]));
  let packedBytes = 0;
  let diskBytes = 0;
  for (const [digest, size] of layers) {
    packedBytes += size;
    diskBytes += size + (unpacked.get(digest)?.unpackedBytes ?? size);
  }
  if (diskBytes <= ephemeralStorageGiB * gib) return [];
  const known = [...layers.keys()].every((digest) => unpacked.has(digest));
  return [
    {
      level: "error",
      stack,
      message: `the images of ${service} must fit the task's ${ephemeralStorageGiB} GiB, packed and unpacked, got ${inGiB(packedBytes)} packed and ${known ? "" : "at least "}${inGiB(diskBytes)} together; make them smaller, or raise ephemeralStorageGiB`,
    },
  ];
}

function inGiB(bytes: number): string {
  return `${(bytes / gib).toFixed(1)} GiB`;
}
