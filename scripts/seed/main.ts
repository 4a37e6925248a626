// `npm run seed`: fills a running system with members, posts and comments, through its public API.
import { parseArgs } from "node:util";
import { createApi } from "./api.ts";
import { type Progress, seed } from "./seed.ts";
import { SeedError } from "./seed-error.ts";

const usage = `usage: npm run seed -- [options]
  --url <address>   where the system answers (http://localhost:8080)
  --posts <number>  how many posts there shall be, 1 to 100000 (200)
  --help            this text`;

function readOptions(): { help: boolean; url: URL; posts: number } {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "http://localhost:8080" },
      posts: { type: "string", default: "200" },
      help: { type: "boolean", default: false },
    },
  });
  const url = URL.parse(values.url);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TypeError(`--url: must be an http or https address, got ${values.url}`);
  const posts = /^\d{1,6}$/.test(values.posts) ? Number(values.posts) : 0;
  if (posts < 1 || posts > 100_000)
    throw new TypeError(`--posts: must be a whole number from 1 to 100000, got ${values.posts}`);
  return { help: values.help, url, posts };
}

/** One line that is written over on a terminal; elsewhere a line for each fifth. */
const showProgress: Progress = (what, done, all) => {
  const text = `${what} ${done}/${all}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}${done === all ? "\n" : ""}`);
  else if (done === all || done % Math.ceil(all / 5) === 0) console.log(text);
};

try {
  const { help, url, posts } = readOptions();
  if (help) console.log(usage);
  else {
    const result = await seed(createApi(url), posts, showProgress);
    const kept = result.kept > 0 ? `, ${result.kept} posts were there already` : "";
    console.log(`wrote ${result.posts} posts and ${result.comments} comments${kept}: ${url.origin}`);
  }
} catch (error) {
  if (error instanceof SeedError) {
    console.error(`seed: ${error.message}`);
    process.exitCode = 1;
  } else if (error instanceof TypeError) {
    console.error(`seed: ${error.message}\n${usage}`);
    process.exitCode = 2;
  } else throw error;
}
