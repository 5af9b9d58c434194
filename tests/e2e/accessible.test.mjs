// Everybody can use it: the rules of WCAG in both themes and languages, wide and narrow, less
// motion for those who ask for it, and a keyboard that shows where it is.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, open, openPaused, playing, press, settings, sprint, state, verdict } from "./support/page.mjs";

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
  // Nor would anything begin to move, at whatever moment this looks.
  await settings(page);
  const lively = await page.evaluate(() => {
    const longest = (seconds) => Math.max(...seconds.split(",").map(Number.parseFloat));
    const moves = ({ transitionDuration, animationDuration }) => longest(`${transitionDuration},${animationDuration}`) > 0.001;
    return [...document.querySelectorAll("*")].filter((one) => moves(getComputedStyle(one))).map((one) => one.outerHTML.slice(0, 80));
  });
  assert.deepEqual(lively, []);
});

pageTest("messages leave no trail for who wants less motion", {}, async ({ page, address }) => {
  const { step } = await openPaused(page, address);
  for (let at = 0; at < 6; at += 1) await press(page, "ArrowRight");
  assert.ok((await state(page, { step: step + 6 })).inFlight > 4);
  await page.evaluate(() => {
    globalThis.painted = () => {
      const { width, height } = document.querySelector("canvas.messages");
      const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
      copy.drawImage(document.querySelector("canvas.messages"), 0, 0);
      return copy.getImageData(0, 0, width, height).data.filter((value, at) => at % 4 === 3 && value > 0).length;
    };
  });
  const withTrails = await page.evaluate(() => globalThis.painted());
  await page.emulateMedia({ reducedMotion: "reduce" });
  // The messages themselves stay.
  await page.waitForFunction((all) => globalThis.painted() < all && globalThis.painted() > all / 2, withTrails);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.waitForFunction((all) => globalThis.painted() === all, withTrails);
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

/** How many pixels differ between two pictures of the same size. */
const differing = (page, ...pictures) =>
  page.evaluate(async (coded) => {
    const pixels = async (code) => {
      const bytes = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes]));
      const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
      canvas.drawImage(picture, 0, 0);
      return new Uint32Array(canvas.getImageData(0, 0, picture.width, picture.height).data.buffer);
    };
    const [one, other] = await Promise.all(coded.map(pixels));
    return one.filter((pixel, at) => pixel !== other[at]).length;
  }, pictures.map((picture) => picture.toString("base64")));

/** Waits until nothing fades or moves any more. */
const still = (page) =>
  page.evaluate(async () => {
    const moving = document.getAnimations().filter((animation) => animation.playState === "running");
    await Promise.allSettled(moving.map((animation) => animation.finished));
  });

/** Fails unless the element that has the focus looks other than without it. */
async function assertSeen(page, element) {
  const name = await element.evaluate((one) => one.outerHTML.slice(0, 120));
  await still(page);
  const { x, y, width, height } = await element.boundingBox();
  const [left, top] = [Math.max(x - 6, 0), Math.max(y - 6, 0)];
  const clip = { x: left, y: top, width: x + width + 6 - left, height: y + height + 6 - top };
  const focused = await page.screenshot({ clip });
  await element.evaluate((one) => one.blur());
  await still(page);
  const marked = await differing(page, focused, await page.screenshot({ clip }));
  // A line of one pixel round it: other corners alone are no mark.
  assert.ok(marked >= 2 * (width + height), `${marked} pixels show the focus on ${name}`);
}

pageTest("the focus can be seen on all that the tab key leads to", {}, async ({ page, address }) => {
  await openPaused(page, address);
  // With what there is to do to a node.
  await press(page, "3");
  await page.getByTestId("skew").waitFor();
  await page.locator(".skip").focus();
  let stops = 0;
  for (let isBack = false; !isBack && stops < 200; stops += 1) {
    await assertSeen(page, await page.evaluateHandle(() => document.activeElement));
    await press(page, "Tab");
    // Past the last one the browser itself has it once.
    if (await page.evaluate(() => document.activeElement === document.body)) await press(page, "Tab");
    isBack = await page.evaluate(() => document.activeElement.matches(".skip"));
  }
  assert.ok(stops > 60 && stops < 200, `${stops} stops`);
});

pageTest("the focus can be seen on every node, also on one that is chosen or down", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await press(page, "4", "k", "3");
  await page.locator('[data-testid=node-3][aria-pressed="true"]').waitFor();
  // What is focused after a key shows it.
  await press(page, "Tab");
  const peers = await page.locator("[data-peer]").all();
  assert.equal(peers.length, 6, "five nodes and a client");
  for (const peer of peers) {
    await peer.focus();
    await assertSeen(page, peer);
  }
});
