import type { Browser } from "playwright-core";
import { findFreePorts } from "../../src/local/gateway/free-ports.ts";
import { type LocalRun, startLocal } from "../local/local-run.ts";
import { makeSystemWorkspace } from "../local/system-workspace.ts";
import { needsBrowser, openView, type Reader, startBrowser, type View } from "./browser.ts";

/** The running local system with a browser in front of it. */
export interface PageSystem {
  /** Opens an empty page, which is closed after the test. Left out: English, light, on a desktop. */
  open(reader?: Reader): Promise<View & { url: string }>;
}

/** Starts system and browser for the suite that calls it, and ends them after it. */
export function usePageSystem(): PageSystem {
  let workspace: ReturnType<typeof makeSystemWorkspace> | undefined;
  let run: LocalRun | undefined;
  let browser: Browser | undefined;
  let url = "";
  let view: View | undefined;

  before(needsBrowser);
  before(async () => {
    workspace = makeSystemWorkspace();
    const [port = 0] = await findFreePorts(1);
    run = startLocal({ workspace: workspace.folder, port });
    [url, browser] = await Promise.all([run.ready(), startBrowser()]);
  });
  afterEach(() => view?.close());
  after(async () => {
    await browser?.close();
    run?.signal("SIGTERM");
    await run?.exited;
    workspace?.remove();
  });
  return {
    open: async (reader = { locale: "en-GB", scheme: "light", device: "desktop" }) => {
      if (!browser) throw new Error("the browser is not there before the tests run");
      view = await openView(browser, reader);
      return { ...view, url };
    },
  };
}
