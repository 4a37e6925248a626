import { englishTopics } from "./english-topics.ts";
import { koreanTopics } from "./korean-topics.ts";
import { members, type SeedMember } from "./members.ts";
import { createRandom, type Random } from "./random.ts";
import type { Choice, Topic } from "./topic.ts";

/** A comment to write. */
export interface SeedComment {
  author: SeedMember;
  body: string;
}

/** A post to write, with its comments. */
export interface SeedPost {
  author: SeedMember;
  title: string;
  body: string;
  comments: SeedComment[];
}

/** Composes posts that differ in their titles: the same ones every time, more of them the more are asked for. */
export function composePosts(count: number): SeedPost[] {
  const random = createRandom(20_261_123);
  const times = new Map<string, number>();
  const posts: SeedPost[] = [];
  let recent: Topic[] = [];
  while (posts.length < count) {
    const author = pickOther(random, members, posts.at(-1)?.author);
    const topics = author.language === "ko" ? koreanTopics : englishTopics;
    let topic: Topic;
    let post: SeedPost;
    let attempts = 0;
    // Some are thrown away for one with a title that is new, as long as there are such.
    do {
      do topic = random.pick(topics);
      while (recent.includes(topic));
      post = composePost(random, author, topic);
      attempts += 1;
    } while (attempts < 20 && times.has(post.title));
    recent = [topic, ...recent.slice(0, 6)];
    const time = (times.get(post.title) ?? 0) + 1;
    times.set(post.title, time);
    posts.push(time === 1 ? post : { ...post, title: `${post.title} (${time})` });
  }
  return posts;
}

function composePost(random: Random, author: SeedMember, topic: Topic): SeedPost {
  const words = new Map(Object.entries(topic.words).map(([name, choice]) => [name, random.pick(choice)]));
  const text = (choice: Choice) => fill(random.pick(choice), words);
  const title = text(topic.titles);
  const body = topic.paragraphs.map(text).join("\n\n");
  const amount = random.below(3) + (random.below(6) === 0 ? 2 : 0);
  const comments: SeedComment[] = [];
  // A comment that comes up twice is written once.
  for (const comment of new Set(Array.from({ length: amount }, () => text(topic.comments)))) {
    comments.push({ author: pickSpeaker(random, author, comments.at(-1)?.author), body: comment });
  }
  return { author, title, body, comments };
}

/** Somebody of the same language, neither the post's author nor who spoke last. */
function pickSpeaker(random: Random, author: SeedMember, last: SeedMember | undefined): SeedMember {
  const [first = author, ...others] = members.filter(
    (member) => member.language === author.language && member !== author,
  );
  return pickOther(random, [first, ...others], last);
}

function pickOther(
  random: Random,
  among: readonly [SeedMember, ...SeedMember[]],
  last: SeedMember | undefined,
): SeedMember {
  let picked = random.pick(among);
  while (picked === last) picked = random.pick(among);
  return picked;
}

function fill(text: string, words: ReadonlyMap<string, string>): string {
  const filled = text.replace(/\{(\w+)\}/g, (_, name) => words.get(name) ?? "");
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}
