import type { ComponentChildren } from "preact";
import { explain, text } from "../language/language.ts";

/** A place where there is nothing to show, and why. */
export function Notice({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="notice">
      <p class="notice-title">{title}</p>
      {children}
    </div>
  );
}

/** What went wrong while loading, with a way to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <div class="notice" role="alert">
      <p>{explain(error)}</p>
      <button type="button" class="button" onClick={onRetry}>
        {text.tryAgain}
      </button>
    </div>
  );
}

/** Stands where rows of text will be, so that nothing moves when they come. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <ul class="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <li key={row}>
          <span />
          <span />
          <span />
        </li>
      ))}
    </ul>
  );
}
