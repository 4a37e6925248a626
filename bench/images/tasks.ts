import assert from "node:assert/strict";
import { type Figures, median, ratio, rounds } from "./figures.ts";
import type { Place } from "./place.ts";

/** What it took from a changed line to the pushed image. */
interface Release {
  seconds: number;
  bytes: number;
}

/** image:build and image:push when nothing has changed. */
export async function measureUnchanged(place: Place): Promise<Figures> {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const run = await place.turbo();
    assert.deepEqual(run.ran, []);
    runs.push(run);
  }
  return {
    turboSeconds: median(runs.map(({ turboSeconds }) => turboSeconds)),
    seconds: median(runs.map(({ seconds }) => seconds)),
    sentBytes: Math.max(...runs.map(({ sent }) => sent.bytes)),
    connections: Math.max(...runs.map(({ sent }) => sent.connections)),
  };
}

/** From one changed line of member to its pushed image, against the conventional build. */
export async function compareChanged(place: Place): Promise<Figures> {
  const both = await releases(place, () => place.conventional.build());
  // The first round fetches all packages and sends everything.
  return { firstConventionalSeconds: both[0]?.conventional.seconds ?? Number.NaN, ...compareReleases(both) };
}

/** The same against a conventional build that finds every package in its image. */
export async function compareOffline(place: Place): Promise<Figures> {
  return compareReleases(await releases(place, () => place.conventional.buildOffline()));
}

async function releases(place: Place, buildConventional: () => Promise<string>) {
  const both: Record<"ours" | "conventional", Release>[] = [];
  for (let round = 0; round <= rounds; round++) {
    place.changeMember();
    const release = async () => {
      const { seconds, ran, sent } = await place.turbo();
      const tasks = ["build", "image:build", "image:push"].map((task) => `@starter/member#${task}`);
      assert.deepEqual(ran.toSorted(), tasks);
      return { seconds, bytes: sent.bytes };
    };
    const releaseConventional = async () => {
      const started = performance.now();
      await buildConventional();
      const { bytes } = await place.conventional.push();
      return { seconds: (performance.now() - started) / 1000, bytes };
    };
    // Another order each round, so that nobody always follows the same one.
    if (round % 2) both.push({ ours: await release(), conventional: await releaseConventional() });
    else both.push({ conventional: await releaseConventional(), ours: await release() });
  }
  return both;
}

function compareReleases(both: Awaited<ReturnType<typeof releases>>): Figures {
  const after = both.slice(1);
  const ours = after.map((round) => round.ours);
  const conventional = after.map((round) => round.conventional);
  const secondsOf = (runs: Release[]) => runs.map(({ seconds }) => seconds);
  return {
    ratio: ratio(secondsOf(ours), secondsOf(conventional)),
    seconds: median(secondsOf(ours)),
    conventionalSeconds: median(secondsOf(conventional)),
    sentBytes: Math.max(...ours.map(({ bytes }) => bytes)),
    conventionalSentBytes: Math.max(...conventional.map(({ bytes }) => bytes)),
  };
}
