const standInDigest = `sha256:${"0".repeat(64)}`;
const standInNamespace = "docker.io/unreleased";

/** Stands for an image that was never released, where nothing is deployed; it cannot be pulled. */
export function standInImage(repository: string): string {
  return `${standInNamespace}/${repository}@${standInDigest}`;
}

/** Whether an image's address is the stand-in of one that was never released. */
export function isStandInImage(address: string): boolean {
  return address.startsWith(`${standInNamespace}/`) && address.endsWith(`@${standInDigest}`);
}
