import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { PageSystem } from "./page-system.ts";
import { english } from "./words.ts";

const password = "correct horse battery";
const author = { email: "author@example.com", password, name: "An Author" };

/** What the page does when something is long, slow, old or broken. */
export function describeStates(system: PageSystem): void {
  it("loads more posts while one scrolls, each once, and keeps the place for the way back", async () => {
    const { page, url } = await system.open();
    await writePosts(url, 45);
    await page.goto(url);
    const rows = page.locator(".posts > li");
    await rows.nth(19).waitFor();
    for (let turn = 0; turn < 150 && (await rows.count()) < 45; turn += 1) {
      await page.mouse.wheel(0, 2000);
      await page.waitForTimeout(100);
    }
    const titles = await rows.locator("h2").allTextContents();
    assert.deepEqual(
      titles.slice(0, 45),
      Array.from({ length: 45 }, (_, index) => `Post ${45 - index}`),
    );
    await page.getByRole("link", { name: "Post 5", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Post 5" }).waitFor();
    assert.equal(await page.evaluate("scrollY"), 0);
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: english.latest }).waitFor();
    assert.ok(Number(await page.evaluate("scrollY")) > 1000);
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Post 5");
  });

  it("does not move what is there while the list and a post are loading", async () => {
    const { page, url } = await system.open();
    await page.addInitScript(`
      globalThis.moved = 0;
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) globalThis.moved += value;
      }).observe({ type: "layout-shift", buffered: true });`);
    await page.route("**/api/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue();
    });
    await page.goto(url);
    await page.locator(".posts > li").first().waitFor();
    await page.goto(`${url}${await page.locator(".posts a").first().getAttribute("href")}`);
    await page.reload();
    await page.locator(".post").waitFor();
    await page.waitForTimeout(800);
    assert.ok(Number(await page.evaluate("globalThis.moved")) < 0.1);
  });

  it("leads from an expired session to log-in and back, with what was written", async () => {
    const { page, url } = await system.open();
    await logIn(page, url);
    await page.locator(".posts a").first().click();
    await page.getByRole("textbox", { name: english.yourComment }).waitFor();
    await page.evaluate(`(() => {
      const session = JSON.parse(sessionStorage.getItem("session"));
      sessionStorage.setItem("session", JSON.stringify({ ...session, token: "no.longer.valid" }));
    })()`);
    await page.reload();
    await page.getByRole("textbox", { name: english.yourComment }).fill("Kept over the log-in");
    await page.getByRole("button", { name: english.comment, exact: true }).click();
    await page.getByText("Log in to go on where you were.").waitFor();
    await page.getByRole("textbox", { name: english.email }).fill(author.email);
    await page.getByRole("textbox", { name: english.password }).fill(password);
    await page.getByRole("button", { name: english.logIn }).click();
    const field = page.getByRole("textbox", { name: english.yourComment });
    assert.equal(await field.inputValue(), "Kept over the log-in");
    await page.getByRole("button", { name: english.comment, exact: true }).click();
    await page.locator(".comments .text", { hasText: "Kept over the log-in" }).waitFor();
  });

  it("says that the password is wrong, and when to try again after too many attempts", async () => {
    const { page, url, picture } = await system.open();
    await page.goto(`${url}/#/log-in`);
    await page.getByRole("textbox", { name: english.email }).fill(author.email);
    await page.getByRole("textbox", { name: english.password }).fill("wrong password");
    await page.getByRole("button", { name: english.logIn }).click();
    await page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
    await page.route("**/api/sessions", (route) =>
      route.fulfill({ status: 429, headers: { "retry-after": "30" }, body: "{}" }),
    );
    await page.getByRole("button", { name: english.logIn }).click();
    await page.getByRole("alert").getByText("Too many attempts. Try again in 30 seconds.").waitFor();
    await picture("limited");
  });

  it("says at the field what the server refuses", async () => {
    const { page, url } = await system.open();
    await page.goto(`${url}/#/sign-up`);
    const email = page.getByRole("textbox", { name: english.email });
    await email.fill("a@b");
    await page.getByRole("textbox", { name: english.password }).fill(password);
    await page.getByRole("textbox", { name: english.name, exact: true }).fill("A");
    await page.getByRole("button", { name: english.signUp }).click();
    await page.getByText(/^This was not accepted: /).waitFor();
    assert.equal(await email.getAttribute("aria-invalid"), "true");
    assert.equal(await page.evaluate("document.activeElement.name"), "email");
  });

  it("says that it is offline, offers to try again, and goes on by itself when it is back", async () => {
    const { page, url, picture } = await system.open();
    await page.goto(`${url}/#/write`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await page.getByRole("link", { name: "Board" }).click();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await picture("offline");
    await page.context().setOffline(false);
    await page.locator(".posts > li").first().waitFor();
    assert.equal(await page.getByText("You are offline.").count(), 0);
  });

  it("says that there is nothing at an address that leads nowhere", async () => {
    const { page, url } = await system.open();
    for (const hash of ["#/nowhere", "#/posts/0", "#/posts/00000000-0000-7000-8000-000000000000"]) {
      await page.goto(`${url}/${hash}`);
      await page.getByText("There is nothing here").waitFor();
      await page.goto("about:blank");
    }
  });
}

async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/#/log-in`);
  await page.getByRole("textbox", { name: english.email }).fill(author.email);
  await page.getByRole("textbox", { name: english.password }).fill(password);
  await page.getByRole("button", { name: english.logIn }).click();
  await page.locator(".posts > li").first().waitFor();
}

/** Writes posts named "Post 1" and so on through the API. */
async function writePosts(url: string, count: number): Promise<void> {
  const { email, name } = author;
  await send(`${url}/api/members`, { email, password, name });
  const { token } = await send(`${url}/api/sessions`, { email, password });
  for (let post = 1; post <= count; post += 1) {
    await send(`${url}/api/posts`, { title: `Post ${post}`, body: `Body of post ${post}.` }, token);
  }
}

async function send(url: string, body: object, token = ""): Promise<Record<string, string>> {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, string>;
}
