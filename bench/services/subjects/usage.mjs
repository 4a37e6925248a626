// Loaded before a server (`--import`): tells the benchmark what the process has used so far.
import process from "node:process";

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpuMicroseconds: user + system, rss: process.memoryUsage.rss() });
});
