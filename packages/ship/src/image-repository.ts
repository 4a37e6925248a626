/** Name of an image without registry, namespace, tag and digest: `member-nginx` of `docker.io/acme/member-nginx@sha256:…`. */
export function repositoryOf(image: string): string {
  return /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image)?.[1] ?? image;
}
