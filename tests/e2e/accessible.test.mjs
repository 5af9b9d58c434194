// Everybody can use it: the rules of WCAG in both themes and languages, wide and narrow, less
// motion for those who ask for it, and a keyboard that shows where it is.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, open, openPaused, playing, press, sprint, state, verdict } from "./support/page.mjs";

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

for (const [locale, colorScheme] of [
  ["en-GB", "light"],
  ["zh-CN", "dark"],
  ["zh-CN", "light"],
  ["en-GB", "dark"],
]) {
  pageTest(`the page is accessible (${locale}, ${colorScheme})`, { locale, colorScheme }, async ({ page, address }) => {
    await open(page, address);
    await sprint(page);
    await verdict(page, "committed");
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      await press(page, "3");
      await page.locator('[data-testid=node-3][aria-pressed="true"]').waitFor();
      await assertAccessible(page, `${size.width} wide, a node selected`);
    }
    await page.getByTestId("help").click();
    await page.getByTestId("help-sheet").getByRole("heading").waitFor();
    await assertAccessible(page, "help");
  });
}

pageTest("a split and a blocked cluster are accessible", {}, async ({ page, address }) => {
  await open(page, address);
  await press(page, "]", "]", "]", "5", "k", "Escape", "s", "3", "4", "Enter", "r");
  await verdict(page, "blocked");
  await assertAccessible(page);
});

pageTest("who wants less motion is not moved", { reducedMotion: "reduce" }, async ({ page, address }) => {
  await open(page, address);
  assert.equal(await playing(page), "no");
  await page.getByTestId("play").click();
  await state(page, { step: (step) => step > 0 });
  const lasting = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => animation.playState === "running" && animation.effect.getComputedTiming().endTime > 50).length,
  );
  assert.equal(lasting, 0, "animations still run");
});

pageTest("the keyboard starts with a way past the header", {}, async ({ page, address }) => {
  await open(page, address);
  await press(page, "Tab");
  const skip = page.locator(":focus");
  assert.equal(await skip.getAttribute("href"), "#stage-area");
  const box = await skip.boundingBox();
  assert.ok(box.x >= 0 && box.y >= 0 && box.width > 20, JSON.stringify(box));
  await press(page, "Enter");
  await press(page, "Tab");
  assert.ok(await page.evaluate(() => document.getElementById("stage-area").contains(document.activeElement)));
});

pageTest("the focus can be seen on whatever has it", {}, async ({ page, address }) => {
  await openPaused(page, address);
  for (let i = 0; i < 40; i += 1) {
    await press(page, "Tab");
    const unseen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      const shows = (node) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      };
      // A node's focus is drawn by a shape in it.
      const drawn = element.matches("svg *") || shows(element) || (element.parentElement && shows(element.parentElement));
      return drawn ? "" : element.outerHTML.slice(0, 120);
    });
    assert.equal(unseen, "");
  }
});
