import { useEffect, useRef } from "preact/hooks";
import { text } from "./language/language.ts";
import { forgetDrafts } from "./parts/draft.ts";
import { tell } from "./parts/toast.tsx";
import { go, place } from "./place.ts";
import { address, home, type Route } from "./route.ts";
import { session, setSession } from "./session.ts";

const pauseMs = 300;

/** What stands above every view: the way home, the search, and who the reader is. */
export function Header({ route }: { route: Route }) {
  return (
    <header class="top">
      <a class="brand" href={address(home)}>
        <Mark />
        {text.board}
      </a>
      <Search words={route.view === "list" ? route.q : ""} />
      <nav>
        <Member route={route} />
      </nav>
    </header>
  );
}

function Member({ route }: { route: Route }) {
  const me = session.use()?.me;
  if (!me) {
    const isAccount = route.view === "logIn" || route.view === "signUp";
    const to = isAccount || route.view === "list" ? "" : address(route);
    return (
      <>
        <a class="button quiet" href={address({ view: "logIn", to })}>
          {text.logIn}
        </a>
        <a class="button primary" href={address({ view: "signUp", to })}>
          {text.signUp}
        </a>
      </>
    );
  }
  function logOut() {
    go(home);
    setSession(undefined);
    forgetDrafts();
    tell(text.loggedOut);
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>("main h1")?.focus();
  }
  return (
    <>
      <a class="me" href={address({ view: "list", q: "", author: me.id })}>
        <bdi>{me.name}</bdi>
      </a>
      <button type="button" class="button quiet" onClick={logOut}>
        {text.logOut}
      </button>
      <a class="button primary" href={address({ view: "write" })}>
        {text.write}
      </a>
    </>
  );
}

/** Searches while one types, once the list is in sight; Enter searches from anywhere. */
function Search({ words }: { words: string }) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = words;
  }, [words]);

  function search(replace: boolean) {
    clearTimeout(timer.current);
    const q = input.current?.value.trim() ?? "";
    // By now the reader may have gone elsewhere.
    if (replace && place.get().route.view !== "list") return;
    if (q !== words) go({ view: "list", q, author: "" }, { replace });
  }
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          search(false);
        }}
      >
        <Lens />
        <input
          ref={input}
          type="search"
          name="q"
          maxLength={100}
          autocomplete="off"
          aria-label={text.search}
          placeholder={text.search}
          onInput={() => {
            clearTimeout(timer.current);
            timer.current = setTimeout(search, pauseMs, true);
          }}
        />
      </form>
    </search>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M8 3h16a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6h-7.5l-6.8 5.1A1 1 0 0 1 8 28.3V24a6 6 0 0 1-6-6V9a6 6 0 0 1 6-6z" />
      <path class="lines" d="M9 10.5h14M9 16.5h8" />
    </svg>
  );
}

function Lens() {
  return (
    <svg class="lens" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M13.5 13.5 17 17M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12z" />
    </svg>
  );
}
