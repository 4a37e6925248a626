import { useEffect } from "preact/hooks";
import { text } from "./language/language.ts";

/** Names the browser's tab, and the entry in its history. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === text.board ? title : `${title} · ${text.board}`;
  }, [title]);
}
