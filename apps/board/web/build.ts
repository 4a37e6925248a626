// Builds the page into dist/page, or the folder given: index.html, and what it loads under names that change with the
// content, so that a browser may keep it for ever. Beside each file its compressed form, for nginx's gzip_static.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

// Later rules win over earlier ones.
const styles = ["base", "frame", "forms", "posts"];

const web = import.meta.dirname;
const output = process.argv[2] ?? join(web, "../dist/page");

async function bundleScript(): Promise<string> {
  const bundle = await rolldown({
    input: join(web, "src/main.tsx"),
    platform: "browser",
    transform: { target: "es2022" },
    // A warning, such as a name that no module exports, is a mistake here.
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output: chunks } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
  return chunks[0].code;
}

function write(path: string, content: string): void {
  writeFileSync(join(output, path), content);
  writeFileSync(join(output, `${path}.gz`), gzipSync(content, { level: 9 }));
}

try {
  const files = {
    "page.js": await bundleScript(),
    "page.css": styles.map((name) => readFileSync(join(web, `styles/${name}.css`), "utf8")).join(""),
    "icon.svg": readFileSync(join(web, "icon.svg"), "utf8"),
  };
  mkdirSync(join(output, "assets"), { recursive: true });
  let page = readFileSync(join(web, "index.html"), "utf8");
  const written: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const hash = createHash("sha256").update(content).digest("base64url").slice(0, 10);
    const extension = extname(name);
    const path = `assets/${basename(name, extension)}-${hash}${extension}`;
    write(path, content);
    written.push(path, `${path}.gz`);
    page = page.replace(`"${name}"`, `"/${path}"`);
  }
  // Last, and what it no longer names goes after it: the folder may be served while this runs.
  write("index.html", page);
  for (const name of readdirSync(join(output, "assets"))) {
    if (!written.includes(`assets/${name}`)) rmSync(join(output, "assets", name));
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  // rolldown draws a picture of the place; a line that names it is enough.
  const what = /^\[[A-Z_]+\] .*/m.exec(message)?.[0] ?? message;
  const where = /╭─\[ (.+) \]/.exec(message)?.[1] ?? "the page";
  process.stderr.write(`${where}: ${what}\n`);
  process.exitCode = 1;
}
