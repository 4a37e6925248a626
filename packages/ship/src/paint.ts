import { styleText } from "node:util";

/** Gives text a colour or weight where the output shows them. */
export type Paint = (style: "bold" | "dim" | "red" | "yellow" | "green", text: string) => string;

/** Paints for a stream: plain without a terminal or with NO_COLOR, painted with FORCE_COLOR. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (style, text) => styleText(style, text, { stream });
}
