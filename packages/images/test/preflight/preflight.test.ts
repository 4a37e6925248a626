// What is said of a task's images before a deployment: against Debian's docker-registry, with a proxy in front. What
// Fargate does with an image is not proven.
import assert from "node:assert/strict";
import { proxy, withProxiedRegistry } from "../proxied-registry.ts";
import { check, config, error, index, sample, single, task, warning } from "./sample-task.ts";

describe("a preflight", () => {
  withProxiedRegistry();

  it("finds nothing where all is well, and measures the image", async () => {
    const image = await index("acme/member", [{ ...sample, architecture: "amd64" }, sample]);
    const report = await check(task([{ image, port: 8080, user: "1000:1000" }]), { deep: true });
    const [found] = report.images;
    assert.deepEqual(report.findings, []);
    assert.deepEqual(
      { ...found, compressedBytes: (found?.compressedBytes ?? 0) > 0 },
      {
        stack: "stacks/member",
        service: "member",
        container: "app",
        image,
        architecture: "arm64",
        compressedBytes: true,
        unpackedBytes: 0,
      },
    );
  });

  it("asks once for an image that two containers have", async () => {
    const image = await index("acme/member", [sample]);
    await check(task([{ image }, { name: "migrate", image }]));
    assert.equal(proxy.requests.filter(({ line }) => line.startsWith("HEAD")).length, 1);
  });

  it("asks for all images side by side", async () => {
    const names = ["acme/one", "acme/two", "acme/three"];
    const images = await Promise.all(names.map((name) => index(name, [sample])));
    // Answers none before all have been asked for: one after the other would wait for ever.
    const all = Promise.withResolvers<void>();
    let asked = 0;
    const together: typeof fetch = async (input, init) => {
      if (init?.method === "HEAD" && ++asked === images.length) all.resolve();
      await all.promise;
      return fetch(input, init);
    };
    const containers = images.map((image, at) => ({ name: `c${at}`, image }));
    const { findings } = await check(task(containers), { fetch: together });
    assert.deepEqual([findings, asked], [[], 3]);
  });

  it("tells how far it is", async () => {
    const images = [await index("acme/member", [sample]), await index("acme/board", [sample])];
    const steps: string[] = [];
    const containers = images.map((image, at) => ({ name: `c${at}`, image }));
    await check(task(containers), { onProgress: (done, total) => steps.push(`${done}/${total}`) });
    assert.deepEqual(steps, ["0/2", "1/2", "2/2"]);
  });

  describe("finds", () => {
    it("an image that is not there", async () => {
      const image = `${proxy.host}/acme/member@sha256:${"0".repeat(64)}`;
      assert.deepEqual((await check(task([{ image }]))).findings, [
        error(
          `${proxy.host}/acme/member@sha256:000000000000… must exist, got 404 without a login: the registry has no such image; push it again, or correct the digest`,
        ),
      ]);
    });

    it("what is no image's address", async () => {
      assert.deepEqual((await check(task([{ image: "Acme" }]))).findings, [
        error(
          'image must be an address such as docker.io/acme/member@sha256:<64 hex digits>, got "Acme"; correct it',
        ),
      ]);
    });

    it("an index without the task's architecture", async () => {
      const image = await index("acme/member", [{ ...sample, architecture: "amd64" }]);
      assert.deepEqual((await check(task([{ image }]))).findings, [error(unfit(image, "linux/amd64"))]);
    });

    it("a single image of another architecture", async () => {
      const image = await single("acme/member", { ...sample, architecture: "amd64" });
      assert.deepEqual((await check(task([{ image }]))).findings, [error(unfit(image, "linux/amd64"))]);
    });

    it("an image that is not of the architecture that its index says", async () => {
      const image = await index("acme/member", [{ ...sample, configArchitecture: "amd64" }]);
      assert.deepEqual((await check(task([{ image }]))).findings, [error(unfit(image, "linux/amd64"))]);
    });

    it("a port that the image does not expose", async () => {
      const image = await index("acme/member", [sample]);
      assert.deepEqual((await check(task([{ image, port: 3000 }]))).findings, [
        warning(
          "port 3000 should be one that the image exposes, got 8080; set the container's port to where the image listens, or correct EXPOSE",
        ),
      ]);
    });

    it("another user than the image is made for", async () => {
      const image = await index("acme/member", [sample]);
      assert.deepEqual((await check(task([{ image, user: "101:101" }]))).findings, [
        warning(
          "the container should run as the user that the image is made for, 1000:1000, got 101:101; set the container's user to 1000:1000, or correct USER",
        ),
      ]);
    });

    for (const User of ["", "0:0", "root"]) {
      it(`root as the user, where the image says ${JSON.stringify(User)} and the task nothing`, async () => {
        const image = await index("acme/member", [{ ...sample, config: { ...config, User } }]);
        assert.deepEqual((await check(task([{ image }]))).findings, [
          warning(
            "the container should run as a user other than root, got none from the task or the image; set the container's user",
          ),
        ]);
      });
    }

    it("a container without any command", async () => {
      const image = await index("acme/member", [{ ...sample, config: { ...config, Cmd: [] } }]);
      assert.deepEqual((await check(task([{ image }]))).findings, [
        error(
          "the container must have a command, got none from the task or the image; set CMD in the Dockerfile, or the container's command",
        ),
      ]);
      assert.deepEqual((await check(task([{ image, command: ["node"] }]))).findings, []);
    });

    it("images that do not fit the task's disk, a shared layer counted once", async () => {
      const image = await index("acme/member", [sample]);
      const tiny = { ...task([{ image }, { name: "migrate", image }]), ephemeralStorageGiB: 1e-12 };
      assert.deepEqual((await check(tiny)).findings, [
        {
          level: "error",
          stack: "stacks/member",
          message:
            "the images of member must fit the task's 1e-12 GiB, packed and unpacked, got 0.0 GiB packed and at least 0.0 GiB together; make them smaller, or raise ephemeralStorageGiB",
        },
      ]);
      const bytes = (await check(tiny)).images[0]?.compressedBytes ?? 0;
      const enough = { ...tiny, ephemeralStorageGiB: (2 * bytes) / 1024 ** 3 };
      assert.deepEqual((await check(enough)).findings, []);
      const less = { ...tiny, ephemeralStorageGiB: (2 * bytes - 1) / 1024 ** 3 };
      assert.equal((await check(less)).findings.length, 1);
    });

    it("that ECR wants a login, and why there is none", async () => {
      const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/member@sha256:${"0".repeat(64)}`;
      const unauthorized = async () =>
        new Response(null, { status: 401, headers: { "www-authenticate": 'Basic realm="ecr"' } });
      const { findings } = await check(task([{ image }]), { fetch: unauthorized });
      assert.deepEqual(findings, [
        error(
          "123456789012.dkr.ecr.eu-central-1.amazonaws.com/member@sha256:000000000000… must be readable, got 401 without a login: it is private or does not exist; log in at 123456789012.dkr.ecr.eu-central-1.amazonaws.com, or correct the name (the AWS CLI is not installed)",
        ),
      ]);
    });

    it("an image that ECR does not have, whatever the login", async () => {
      const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/member@sha256:${"0".repeat(64)}`;
      const missing = async () => new Response(null, { status: 404 });
      const { findings } = await check(task([{ image }]), { fetch: missing });
      assert.match(findings[0]?.message ?? "", /must exist, got 404 .* correct the digest$/);
    });
  });
});

function unfit(image: string, got: string): string {
  return `${image.slice(0, image.indexOf("@sha256:") + 20)}… must have an image for linux/arm64, got ${got}; build it for linux/arm64 too, or change the task's architecture`;
}
