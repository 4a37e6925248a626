import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Header } from "./header.tsx";
import { text } from "./language/language.ts";
import { Toast } from "./parts/toast.tsx";
import { go, place } from "./place.ts";
import { address, type Route } from "./route.ts";
import { session } from "./session.ts";
import { LogIn, SignUp } from "./views/account.tsx";
import { EditPost, NewPost } from "./views/editor.tsx";
import { Missing, PostView } from "./views/post.tsx";
import { PostList } from "./views/post-list.tsx";

/** The page: what stands above every view, and the view of the current address. */
export function App() {
  const { route } = place.use();
  const main = useRef<HTMLElement>(null);
  useArrival(viewOf(route));
  return (
    <>
      {/* No link: the address says what is shown, and must not become "#main". */}
      <button type="button" class="button skip" onClick={() => main.current?.focus()}>
        {text.skip}
      </button>
      <Header route={route} />
      <Offline />
      <main ref={main} tabIndex={-1}>
        <View key={viewOf(route)} route={route} />
      </main>
      <Toast />
    </>
  );
}

function View({ route }: { route: Route }) {
  const isMember = session.use() !== undefined;
  const needsMember = route.view === "write" || route.view === "edit";
  useEffect(() => {
    if (needsMember && !isMember) go({ view: "logIn", to: address(route) }, { replace: true });
  }, [needsMember, isMember]);
  if (needsMember && !isMember) return null;
  switch (route.view) {
    case "list":
      return <PostList q={route.q} author={route.author} />;
    case "post":
      return <PostView id={route.id} />;
    case "write":
      return <NewPost />;
    case "edit":
      return <EditPost id={route.id} />;
    case "logIn":
      return <LogIn to={route.to} />;
    case "signUp":
      return <SignUp to={route.to} />;
    default:
      return <Missing />;
  }
}

/** What makes two places different views; a search changes the list, and the reader stays where they are. */
function viewOf(route: Route): string {
  return "id" in route ? `${route.view} ${route.id}` : route.view;
}

/** Takes the focus, and with it a screen reader, to the new view; going back, to where the reader was. */
function useArrival(view: string): void {
  useLayoutEffect(() => {
    const find = (selector: string) => document.querySelector<HTMLElement>(`main ${selector}`);
    const { returning, from, scroll } = place.get();
    const left = returning && find(`a[href="${CSS.escape(from)}"]`);
    // When the page has just been loaded, the browser has put the focus where it belongs.
    const target = left || find("[data-autofocus]") || (from ? find("h1") : null);
    target?.focus({ preventScroll: true });
    window.scrollTo(0, scroll);
  }, [view]);
}

function Offline() {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    for (const name of ["online", "offline"]) window.addEventListener(name, look);
    return () => {
      for (const name of ["online", "offline"]) window.removeEventListener(name, look);
    };
  }, []);
  return <div role="status">{!online && <p class="offline">{text.offline}</p>}</div>;
}
