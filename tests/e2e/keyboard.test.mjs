// What can be pointed at can be chosen with keys as well, and the keyboard keeps its place.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { open, openPaused, playing, press, words } from "./support/page.mjs";

const faults = (page) => page.getByTestId("stage").getAttribute("data-faults");
const inspected = (page, words) => page.getByTestId("inspector").filter({ hasText: words }).waitFor();

pageTest("links are chosen, cut and mended with keys", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await press(page, "x");
  await page.getByText("Choose a link first").waitFor();
  assert.equal(await faults(page), "0");

  await press(page, "3", "n", "n", "x");
  assert.equal(await faults(page), "2", "one link, both ways");
  await inspected(page, /2.*3|3.*2/);
  await press(page, "n", "n", "Shift+N", "x");
  assert.equal(await faults(page), "4");
  await inspected(page, /3.*4|4.*3/);
  await press(page, "x");
  assert.equal(await faults(page), "2");
  await press(page, "z", "z", "z");
  assert.equal(await faults(page), "0");
});

pageTest("messages on their way are chosen with keys, and wait", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await press(page, "m");
  await page.getByText("No message is on its way now").waitFor();
  for (let at = 0; at < 4; at += 1) await press(page, "ArrowRight");
  await press(page, " ", "m");
  assert.equal(await playing(page), "no");
  await page.getByTestId("fate").waitFor();
  const first = await words(page, "inspector");
  await press(page, "m");
  const second = await words(page, "inspector");
  assert.notEqual(second, first);
  await press(page, "Shift+M");
  assert.equal(await words(page, "inspector"), first);
});

pageTest("the pace is a matter of one key", {}, async ({ page, address }) => {
  await open(page, address);
  const pace = page.getByTestId("pace");
  const before = await pace.getAttribute("aria-pressed");
  await press(page, "a");
  await page.locator(`[data-testid=pace]:not([aria-pressed=${before}])`).waitFor();
  await press(page, "a");
  await page.locator(`[data-testid=pace][aria-pressed=${before}]`).waitFor();
});

pageTest("a button that is replaced hands on the focus", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await page.getByTestId("split").focus();
  await press(page, "Enter");
  await page.locator("[data-testid=splitting] :focus").waitFor();
  await press(page, "Escape");
  await page.locator("[data-testid=tools] :focus").waitFor();

  await press(page, "4");
  await page.getByTestId("kill").focus();
  await press(page, "Enter");
  await page.getByTestId("restart").waitFor();
  await page.locator("[data-testid=inspector] :focus").waitFor();

  // With the mouse nothing is focused, so that the space bar plays.
  await page.getByTestId("split").click();
  await page.getByTestId("splitting").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");
});
