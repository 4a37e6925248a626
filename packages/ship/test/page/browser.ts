import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "mocha";
import { type Browser, chromium, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const elsewhere = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
const screenshots = fileURLToPath(new URL("../../.local/page/", import.meta.url));

/** Chromium or Chrome: the environment's CHROMIUM, else the first on PATH. */
function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env.CHROMIUM ?? [], found, elsewhere].flat().find(isProgram);
}

/** Skips the suite where there is no browser, with a line that says how to get one; in CI that is a failure. */
export function needsBrowser(this: Context): void {
  if (findBrowser()) return;
  const message =
    "Chromium is not installed: apt-get install chromium, or name a Chrome or Chromium by the variable CHROMIUM";
  if (process.env.CI) throw new Error(message);
  console.log(`skipped: ${message}`);
  this.skip();
}

/** Starts the browser, without a window. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser() ?? "" });
}

/** How a reader looks at the page. */
export interface Reader {
  locale: "en-GB" | "ko-KR";
  scheme: "light" | "dark";
  device: "desktop" | "phone";
}

/** A page as a reader has it, with what the browser complained of: errors, and what the policy forbids. */
export interface View {
  page: Page;
  complaints: string[];
  /** Keeps a picture in .local/page. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens an empty page for a reader. */
export async function openView(browser: Browser, { locale, scheme, device }: Reader): Promise<View> {
  const isPhone = device === "phone";
  const context = await browser.newContext({
    locale,
    colorScheme: scheme,
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    ...(isPhone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  mkdirSync(screenshots, { recursive: true });
  return {
    page,
    complaints,
    picture: async (name) => {
      const file = `${locale.slice(0, 2)}-${scheme}-${device}-${name}.png`;
      await page.screenshot({ path: join(screenshots, file), animations: "disabled" });
    },
    close: () => context.close(),
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
