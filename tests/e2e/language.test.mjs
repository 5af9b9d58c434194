// Two languages: chosen by the browser or the visitor, kept, and true of everything on the page.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { open, pause, press, words } from "./support/page.mjs";

const htmlLang = (page) => page.evaluate(() => document.documentElement.lang);
const chinese = /[\u4e00-\u9fff]/;

pageTest("the language is switched by button and by key, and kept", {}, async ({ page, address }) => {
  await open(page, address);
  await pause(page);
  assert.equal(await htmlLang(page), "en");
  const english = await words(page, "verdict");
  assert.doesNotMatch(english, chinese);

  await page.getByTestId("language").click();
  await page.locator("html[lang|=zh]").waitFor();
  assert.match(await words(page, "verdict"), chinese);
  assert.match(await words(page, "story-title"), chinese);
  assert.match(await page.getByTestId("node-1").getAttribute("aria-label"), chinese);

  await page.reload();
  await page.getByTestId("verdict").waitFor();
  assert.match(await htmlLang(page), /^zh/);
  await press(page, "l");
  await page.locator("html[lang=en]").waitFor();
  assert.doesNotMatch(await words(page, "verdict"), chinese);
});

// Without the worker that keeps files for later, which has both languages soon after the first visit.
const nothingKept = { serviceWorkers: "block" };

pageTest("a language that cannot be fetched leaves the page as it is", nothingKept, async ({ page, address, problems }) => {
  await open(page, address);
  await page.route("**/*zh.txt*", (route) => route.abort());
  await page.getByTestId("language").click();
  await page.getByTestId("toast").filter({ hasText: "cannot be fetched" }).waitFor();
  assert.equal(await htmlLang(page), "en");

  await page.unroute("**/*zh.txt*");
  await page.getByTestId("language").click();
  await page.locator("html[lang|=zh]").waitFor();
  problems.length = 0;
});

pageTest("a Chinese browser gets a Chinese page", { locale: "zh-CN" }, async ({ page, address }) => {
  await open(page, address);
  assert.match(await htmlLang(page), /^zh/);
  assert.match(await words(page, "verdict"), chinese);
});

pageTest("a browser in another language gets English", { locale: "fr-FR" }, async ({ page, address }) => {
  await open(page, address);
  assert.equal(await htmlLang(page), "en");
});

pageTest("no name of a text shows in either language", {}, async ({ page, address }) => {
  await open(page, address);
  for (let i = 0; i < 2; i += 1) {
    await page.getByTestId("help").click();
    await page.getByTestId("help-sheet").getByRole("heading").waitFor();
    const all = await page.locator("body").innerText();
    // A key of the texts, or a gap that nobody filled.
    assert.doesNotMatch(all, /\b[a-z]+\.[a-z_]+(\.[a-z_]+)?\b(?=\s|$)|[{}]/m);
    await press(page, "Escape", "l");
    await page.locator(`html[lang|=${["zh", "en"][i]}]`).waitFor();
  }
});
