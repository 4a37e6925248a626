// The door of every npm script: makes sure that the workspace is installed, then runs a tool on the pinned Node.
// It stays free of imports and of new syntax, so that an old Node reads far enough to say that it is too old.
if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(
    `Node 20 or newer is needed to start, got ${process.versions.node} (${process.execPath}).\n` +
      "Install a current one (https://nodejs.org, nvm, fnm, mise …) and run the command again;\n" +
      "the project then brings its own pinned Node along.",
  );
  process.exit(1);
}
import("./bootstrap/main.mjs")
  .then(({ main }) => main(process.argv.slice(2)))
  .then((code) => {
    process.exitCode = code;
  });
