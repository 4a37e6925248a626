import { readFileSync } from "node:fs";

/** One resource that an operation changes, or would change. */
export interface Change {
  /** `replace` stands for its whole sequence of creating and deleting. */
  op: "create" | "update" | "replace" | "delete" | "import";
  urn: string;
  type: string;
  /** The resource's name in the program. */
  name: string;
  /** Paths of the properties that differ, sorted; of an update or replacement. */
  diff?: string[];
}

/** What the engine says of an operation in its event log. */
export interface EngineEvents {
  /** In the order in which they begin, without what stays the same. */
  changes: Change[];
  /** Resources by what became of them, `same` included: `{ create: 3, same: 20 }`. */
  counts: Record<string, number>;
  /** Messages of the diagnostics that are errors, in their order. */
  errors: string[];
}

interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  diffs?: string[] | null;
  detailedDiff?: Record<string, unknown> | null;
}

interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata };
  resOutputsEvent?: { metadata: StepMetadata };
  diagnosticEvent?: { message: string; severity: string };
  summaryEvent?: { resourceChanges?: Record<string, number> };
}

/** One word for each step of a replacement; steps that change nothing have none. */
const ops: Record<string, Change["op"]> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  delete: "delete",
  import: "import",
  "import-replacement": "replace",
};

/** Reads the engine's event log (https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/common/apitype#EngineEvent). */
export function readEngineEvents(file: string): EngineEvents {
  const events = readFileSync(file, { encoding: "utf8", flag: "a+" })
    .split("\n")
    .flatMap((line) => parse(line));
  const changes = new Map<string, Change>();
  for (const { resourcePreEvent, resOutputsEvent } of events) {
    // Of a refresh, only the result says what changed.
    const metadata = (resourcePreEvent ?? resOutputsEvent)?.metadata;
    const op = ops[metadata?.op ?? ""];
    if (metadata === undefined || op === undefined || isDefaultProvider(metadata)) continue;
    const key = `${op} ${metadata.urn}`;
    changes.set(key, { ...toChange(op, metadata), ...changes.get(key) });
  }
  return {
    changes: [...changes.values()],
    counts: events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    errors: events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "error" ? [plainText(diagnosticEvent.message)] : [],
    ),
  };
}

/** The CLI neither shows nor counts the providers that no program asked for. */
function isDefaultProvider({ type, urn }: StepMetadata): boolean {
  return type.startsWith("pulumi:providers:") && /::default(_\w+)?$/.test(urn);
}

/** A killed CLI leaves half a line. */
function parse(line: string): EngineEvent[] {
  try {
    return [JSON.parse(line) as EngineEvent];
  } catch {
    return [];
  }
}

function toChange(op: Change["op"], { urn, type, detailedDiff, diffs }: StepMetadata): Change {
  const diff = [...new Set([...Object.keys(detailedDiff ?? {}), ...(detailedDiff ? [] : (diffs ?? []))])];
  return {
    op,
    urn,
    type,
    name: urn.slice(urn.lastIndexOf("::") + 2),
    ...(diff.length > 0 && { diff: diff.sort() }),
  };
}

/** The engine marks colours as `<{%reset%}>`. */
function plainText(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trimEnd();
}
