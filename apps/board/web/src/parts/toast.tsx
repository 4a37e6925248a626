import { useEffect } from "preact/hooks";
import { createStore } from "../store.ts";

const shownMs = 4000;
const message = createStore("");

/** Tells the reader what has been done, in sight and aloud. */
export function tell(done: string): void {
  message.set(done);
}

/** Where `tell` shows its message; always there, or a screen reader would not notice what comes. */
export function Toast() {
  const shown = message.use();
  useEffect(() => {
    const timer = setTimeout(() => message.set(""), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div class="toast" role="status">
      {shown && <p>{shown}</p>}
    </div>
  );
}
