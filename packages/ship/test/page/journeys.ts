import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Reader } from "./browser.ts";
import type { PageSystem } from "./page-system.ts";
import { english, korean } from "./words.ts";

// Markup that would run, or show, if the page took text for anything but text.
const markup = `<b>Biscuits</b> <img src=x onerror="document.title='broken'">`;
const title = "Tea & <b>biscuits</b>";
const password = "correct horse battery";

/** From sign-up to log-out, as readers who differ in language, colours, screen and hands. */
export function describeJourneys(system: PageSystem): void {
  const readers: Reader[] = [
    { locale: "en-GB", scheme: "light", device: "desktop" },
    { locale: "en-GB", scheme: "dark", device: "phone" },
    { locale: "ko-KR", scheme: "dark", device: "desktop" },
    { locale: "ko-KR", scheme: "light", device: "phone" },
  ];
  for (const reader of readers) {
    it(`lets one sign up, post, comment, change, delete and log out: ${Object.values(reader).join(", ")}`, async () => {
      const { page, url, picture, complaints } = await system.open(reader);
      const words = reader.locale === "ko-KR" ? korean : english;
      const button = (name: string) => page.getByRole("button", { name, exact: true });
      const link = (name: string) => page.getByRole("link", { name, exact: true });
      const field = (name: string) => page.getByRole("textbox", { name, exact: true });

      await page.goto(url);
      assert.equal(await page.getAttribute("html", "lang"), words.lang);
      await page.getByRole("heading", { level: 1, name: words.latest }).waitFor();
      await link(words.signUp).click();
      await field(words.email).fill(`${Object.values(reader).join("-").toLowerCase()}@example.com`);
      await field(words.password).fill(password);
      await field(words.name).fill("Mina Park");
      await picture("sign-up");
      await button(words.signUp).click();

      await page.getByRole("navigation").getByRole("link", { name: words.write }).click();
      await field(words.title).fill(title);
      await field(words.body).fill(`Two kinds.\n\nBoth good. ${markup}`);
      await button(words.publish).click();
      await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
      await field(words.yourComment).fill("And a third?");
      await button(words.comment).click();
      await page.locator(".comments .text", { hasText: "And a third?" }).waitFor();
      assert.equal(await field(words.yourComment).inputValue(), "");

      await page.reload();
      await page.locator(".comments .text", { hasText: "And a third?" }).waitFor();
      assert.equal(await page.locator(".post .author").textContent(), "Mina Park");
      await picture("post");

      await link(words.edit).click();
      await field(words.body).fill("Three kinds.");
      await button(words.save).click();
      await page.locator(".post .text", { hasText: "Three kinds." }).waitFor();
      await page.goBack();
      await page.getByRole("heading", { level: 1, name: words.latest }).waitFor();
      await picture("list");

      await page.getByRole("searchbox", { name: words.search }).fill("nowhere");
      await page.getByText(words.nothingFound).waitFor();
      await page.getByRole("searchbox", { name: words.search }).fill("biscuit");
      await link(title).first().click();
      await page.locator(".comments").getByRole("button", { name: words.delete }).click();
      await page.getByRole("dialog").getByRole("button", { name: words.delete }).click();
      await page.locator(".comments .text").waitFor({ state: "detached" });
      await page.locator(".post").getByRole("button", { name: words.delete }).click();
      await picture("delete");
      await page.getByRole("dialog").getByRole("button", { name: words.delete }).click();
      await page.getByRole("heading", { level: 1, name: words.latest }).waitFor();

      await button(words.logOut).click();
      await link(words.logIn).waitFor();
      assert.equal(await overflow(page), 0);
      assert.deepEqual(complaints, []);
    });
  }

  it("can be used by keyboard alone", async () => {
    const { page, url, complaints } = await system.open();
    const press = (key: string) => page.keyboard.press(key);
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 30; presses += 1) {
        await press("Tab");
        if ((await page.evaluate(focusedName)) === name) return;
      }
      assert.fail(`Tab never comes to ${name}`);
    };

    await page.goto(url);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await tabTo(english.skip);
    await tabTo(english.signUp);
    await press("Enter");
    await page.getByRole("heading", { name: "Join the board" }).waitFor();
    assert.equal(await page.evaluate(focusedName), english.email);
    await page.keyboard.type("keys@example.com");
    await tabTo(english.password);
    await page.keyboard.type("short");
    await press("Enter");
    assert.equal(await page.evaluate(focusedName), english.password, "the first field that is wrong");
    await page.keyboard.type(" no longer");
    await tabTo(english.name);
    await page.keyboard.type("Keys");
    await press("Enter");
    await page.getByRole("button", { name: english.logOut }).waitFor();
    await tabTo(english.write);
    await press("Enter");
    await page.getByRole("heading", { name: "New post" }).waitFor();
    await page.keyboard.type("By hand");
    await tabTo(english.body);
    await page.keyboard.type("Without a mouse.");
    await tabTo(english.publish);
    await press("Enter");
    await page.getByRole("heading", { level: 1, name: "By hand" }).waitFor();
    await tabTo(english.delete);
    await press("Enter");
    await tabTo("Cancel");
    await press("Escape");
    assert.equal(await page.evaluate(focusedName), english.delete, "the focus comes back from the dialog");
    await tabTo(english.yourComment);
    await page.keyboard.type("Well.");
    await tabTo(english.comment);
    await press("Enter");
    await page.locator(".comments .text", { hasText: "Well." }).waitFor();
    await page.reload();
    await tabTo(english.logOut);
    await press("Enter");
    await page.getByRole("link", { name: english.logIn }).waitFor();
    assert.deepEqual(complaints, []);
  });
}

/** The visible name of what has the focus, as far as this page names things. */
const focusedName = `(() => {
  const element = document.activeElement;
  return element.labels?.[0]?.textContent ?? element.ariaLabel ?? element.textContent;
})()`;

/** How many pixels the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)");
}
