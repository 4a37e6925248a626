// How `ship` is asked for things. What the verbs do is proven beside them.
import assert from "node:assert/strict";
import { ship } from "./ship-process.ts";

describe("the command line", () => {
  it("explains itself with --help", async () => {
    const { code, stdout, stderr } = await ship(["--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^Usage: ship <verb> \[options\]/);
    assert.match(stdout, /^ {2}plan \[environment\] +what each stack would create/m);
    assert.match(stdout, /^ {2}release <service…> <environment> +build and push images/m);
    assert.match(stdout, /^ {2}preflight \[environment\] +whether the images can be pulled and fit$/m);
    assert.match(stdout, /^ {2}local \[environment\] +run the stacks on this machine/m);
  });

  it("explains a verb with help", async () => {
    const { code, stdout } = await ship(["help", "local"]);
    assert.equal(code, 0);
    assert.match(stdout, /--fresh +forget the data of earlier runs/);
    assert.match(stdout, /--job <name> +run this job once, as soon as the rest is ready/);
    assert.match(stdout, /--port <number> +where it can be reached; left out: PORT, else 8080/);
  });

  it("suggests the verb that was meant, and exits with 2", async () => {
    const { code, stdout, stderr } = await ship(["plann"]);
    assert.deepEqual(
      [code, stdout, stderr],
      [2, "", "error: unknown command 'plann'\n(Did you mean plan?)\n"],
    );
  });

  it("exits with 2 without a verb, and says which there are", async () => {
    const { code, stderr } = await ship([]);
    assert.equal(code, 2);
    assert.match(stderr, /Usage: ship <verb>/);
  });

  it("rejects an unknown option with 2", async () => {
    const { code, stderr } = await ship(["plan", "--jsn"]);
    assert.deepEqual([code, stderr], [2, "error: unknown option '--jsn'\n(Did you mean --json?)\n"]);
  });

  it("rejects what cannot be the name of a stack", async () => {
    const { code, stderr } = await ship(["plan", "../dev"]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /value '\.\.\/dev' is invalid for argument 'environment'\. It must be the name of a stack such as dev\./,
    );
  });

  it("rejects a port that is none", async () => {
    const { code, stderr } = await ship(["local", "--port", "70000"]);
    assert.equal(code, 2);
    assert.match(stderr, /argument '70000' is invalid\. It must be a number from 1 to 65535\./);
  });

  it("rejects a PORT that is none", async () => {
    const { code, stderr } = await ship(["local"], { env: { PORT: "http" } });
    assert.deepEqual(
      [code, stderr],
      [2, 'PORT: must be a number from 1 to 65535, got "http"; correct it or unset it\n'],
    );
  });
});
