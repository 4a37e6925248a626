import { useId, useRef, useState } from "preact/hooks";
import { explain, text } from "../language/language.ts";

interface DeleteProps {
  question: string;
  /** Does it; what it rejects with is shown. */
  onDelete(): Promise<void>;
}

/** Deletes after asking; the dialog keeps the focus in it, and gives it back. */
export function DeleteButton({ question, onDelete }: DeleteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);

  async function run() {
    if (busy) return;
    setBusy(true);
    setFailure("");
    await onDelete().catch((error: unknown) => setFailure(explain(error)));
    setBusy(false);
  }

  return (
    <>
      <button type="button" class="button quiet danger" onClick={() => dialog.current?.showModal()}>
        {text.delete}
      </button>
      <dialog ref={dialog} aria-labelledby={title}>
        <h2 id={title}>{question}</h2>
        <p>{text.noWayBack}</p>
        <div role="alert">{failure && <p class="failure">{failure}</p>}</div>
        <div class="actions">
          <button
            type="button"
            class="button danger-fill"
            aria-disabled={busy}
            data-busy={busy}
            onClick={run}
          >
            {text.delete}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {text.cancel}
          </button>
        </div>
      </dialog>
    </>
  );
}
