/** How long a run may take to end after its last test. */
const patienceSeconds = 20;

/**
 * Called by mocha after the last test. Without it, a test that leaves a server or a process behind, by failing before it
 * ends it, say, keeps the run from ever ending.
 */
export function mochaGlobalTeardown() {
  setTimeout(() => {
    const open = [...new Set(process.getActiveResourcesInfo())].join(", ");
    console.error(
      `tests: must leave nothing open, got ${open} ${patienceSeconds} s after the last one; end in after() what was started`,
    );
    // Mocha has a listener of its own, which sets the exit code to the number of failed tests.
    process.once("exit", () => {
      process.exitCode ||= 1;
    });
    process.exit();
  }, patienceSeconds * 1000).unref();
}
