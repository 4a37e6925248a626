// Proves what is written to a stream that is no terminal; colours are Node's own styleText.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { LocalConsole } from "../../../src/local/logs/console.ts";

describe("LocalConsole", () => {
  function written(use: (screen: LocalConsole) => void): string {
    const output = new PassThrough();
    use(new LocalConsole(output, output));
    return String(output.read());
  }

  it("puts the container's name before each line, in one column", () => {
    const text = written((screen) => {
      screen.expect(["member/app", "member/migrate"]);
      screen.log("member/app", '{"level":30,"msg":"one\\ntwo"}');
      screen.log("member/migrate", "done");
    });
    assert.equal(
      text,
      ["member/app     │ info  one", "member/app     │ two", "member/migrate │ done", ""].join("\n"),
    );
  });

  it("ends the start with the URL and the seconds", () => {
    assert.equal(
      written((screen) => screen.announce("http://localhost:8080", "6.4")),
      "ready  http://localhost:8080  in 6.4 s\n",
    );
  });
});
