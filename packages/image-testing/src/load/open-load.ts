import { setTimeout as sleep } from "node:timers/promises";

/** What came back: a status, and the address of the task that it came from; none where the load balancer answered. */
export interface Answer {
  status: number;
  target?: string;
}

/** One kind of request, sent in its share of the cases; an error counts as status 0. */
export interface RequestKind {
  name: string;
  /** Of 100 requests so many. */
  share: number;
  expected: number;
  /** Whether the app needs its database to answer. */
  needsDatabase: boolean;
  send(): Promise<Answer>;
}

/** A request that was not answered as expected. */
export interface Failure extends Answer, Pick<RequestKind, "needsDatabase"> {
  kind: string;
  /** When it was sent and when it failed, in milliseconds. */
  sentAt: number;
  failedAt: number;
}

/** Load that is sent at a steady rate whatever the answers do: a server that stalls does not slow its callers down. */
export class OpenLoad {
  readonly failures: Failure[] = [];
  sent = 0;
  /** Answered as expected, by kind. */
  readonly answered: Record<string, number> = {};
  readonly #kinds: RequestKind[];
  readonly #running = new Set<Promise<void>>();
  readonly #end: Promise<void>;
  #isStopped = false;

  constructor(perSecond: number, kinds: readonly RequestKind[]) {
    this.#kinds = kinds.flatMap((kind) => Array<RequestKind>(kind.share).fill(kind));
    this.#end = this.#run(perSecond);
  }

  /** Resolves when so many have been answered as expected. */
  async until(count: number): Promise<void> {
    while (this.answeredCount < count) await sleep(50);
  }

  /** How many have been answered as expected. */
  get answeredCount(): number {
    return Object.values(this.answered).reduce((sum, count) => sum + count, 0);
  }

  /** Sends no more and waits for the answers. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#end;
    await Promise.all(this.#running);
  }

  async #run(perSecond: number): Promise<void> {
    const start = performance.now();
    while (!this.#isStopped) {
      const due = Math.floor(((performance.now() - start) / 1000) * perSecond);
      while (this.sent < due) this.#sendOne();
      await sleep(1000 / perSecond);
    }
  }

  #sendOne(): void {
    // A step that shares no factor with 100 mixes the kinds evenly.
    const kind = this.#kinds[(this.sent * 37) % this.#kinds.length];
    this.sent += 1;
    if (!kind) return;
    const sentAt = Date.now();
    const running = kind
      .send()
      .catch((): Answer => ({ status: 0 }))
      .then((answer) => {
        this.#running.delete(running);
        if (answer.status === kind.expected) this.answered[kind.name] = (this.answered[kind.name] ?? 0) + 1;
        else {
          const { name, needsDatabase } = kind;
          this.failures.push({ kind: name, needsDatabase, ...answer, sentAt, failedAt: Date.now() });
        }
      });
    this.#running.add(running);
  }
}

/** Of 100 requests, 10 need the database: more late ones than this are no longer the machine's. */
const mostBusyAnswers = 0.02;

/**
 * The failures that are the deployment's, without those of a busy machine: that the database is late, or too many
 * passwords wait, is what a task that nobody has stopped may answer to requests that need the database. Throws when
 * these are too many to be believed.
 * @param endedAt When each task was told to stop or was broken, by its address.
 */
export function lostRequests(
  { sent, failures }: Pick<OpenLoad, "sent" | "failures">,
  endedAt: ReadonlyMap<string, number>,
): Failure[] {
  const isBusyAnswer = ({ status, target, needsDatabase, failedAt }: Failure) =>
    status === 503 &&
    needsDatabase &&
    target !== undefined &&
    failedAt < (endedAt.get(target) ?? Number.POSITIVE_INFINITY);
  const lost = failures.filter((failure) => !isBusyAnswer(failure));
  const busy = failures.length - lost.length;
  if (busy <= sent * mostBusyAnswers) return lost;
  throw new Error(
    `503: must be the answer of tasks that nobody stopped to at most ${mostBusyAnswers * 100} % of the requests, got ${busy} of ${sent}; run it on a machine with less to do`,
  );
}

/** Failures by kind and status, in words. */
export function describeFailures(failures: readonly Failure[]): string {
  const counts = new Map<string, number>();
  for (const { kind, status } of failures) {
    const name = `${kind} with ${status || "no answer"}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ") || "none";
}
