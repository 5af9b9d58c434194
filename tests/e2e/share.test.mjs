// A link brings back the run and the moment, whoever opens it.

import jsqr from "jsqr";
import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import {
  assertAccessible,
  condition,
  fits,
  open,
  openPaused,
  pause,
  playing,
  press,
  run,
  sprint,
  state,
  verdict,
  words,
} from "./support/page.mjs";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

/** Opens the sheet and gives the link in it. */
async function share(page) {
  await page.getByTestId("share").click();
  await page.getByTestId("share-link").waitFor();
  return page.getByTestId("share-link").inputValue();
}

/** What the sheet's code says to a reader. */
async function scanned(page) {
  const code = page.getByTestId("share-code");
  const side = Number((await code.getAttribute("viewBox")).split(" ")[2]);
  const dark = await code.locator("path").getAttribute("d");
  const scale = 4;
  const pixels = new Uint8ClampedArray((side * scale) ** 2 * 4).fill(255);
  for (const [, left, top, wide] of dark.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let y = top * scale; y < (Number(top) + 1) * scale; y += 1) {
      for (let x = left * scale; x < (Number(left) + Number(wide)) * scale; x += 1) {
        pixels.fill(0, (y * side * scale + x) * 4, (y * side * scale + x) * 4 + 3);
      }
    }
  }
  return jsqr(pixels, side * scale, side * scale)?.data;
}

/** Kills nodes in the past, each on a branch of its own, and takes one back. */
async function branch(page, address) {
  await openPaused(page, address);
  await sprint(page);
  await page.getByTestId("play").click();
  await verdict(page, "committed");
  await pause(page);
  for (const [steps, node] of [[6, "2"], [9, "4"]]) {
    await page.getByTestId("to-start").click();
    for (let i = 0; i < steps; i += 1) await page.getByTestId("step-on").click();
    await state(page, { step: (step) => step >= steps });
    await press(page, node, "k");
    await condition(page, node, "down");
    for (let i = 0; i < 12; i += 1) await page.getByTestId("step-on").click();
  }
  assert.equal(await page.locator("[data-testid^=lane-]:not([data-testid=lane-tree])").count(), 3);
}

/** Everything that a picture of the run is made of. */
async function pictures(page) {
  const shapes = (id) => page.getByTestId(id).evaluate((element) => element.innerHTML);
  return { stage: await shapes("stage"), lanes: await shapes("lane-tree") };
}

pageTest("the copied link opens at the same moment of the same run", clipboard, async ({ page, address, fresh }) => {
  await open(page, address);
  await sprint(page);
  await verdict(page, "committed");
  await press(page, "2", "k", "r");
  await condition(page, 2, "down");
  await state(page, { step: (step) => step > 60 });
  await pause(page);
  for (let i = 0; i < 3; i += 1) await page.getByTestId("step-back").click();
  const here = await run(page);
  const shown = await share(page);
  await page.getByTestId("share-said").filter({ hasText: "in the clipboard" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual([link, shown], [page.url(), page.url()]);
  await press(page, "Escape");

  // Another visitor, with another language and window.
  const other = await fresh({ locale: "zh-CN", viewport: { width: 390, height: 844 } });
  await open(other, link);
  const there = await run(other);
  assert.deepEqual([there.step, there.at, there.hash], [here.step, here.at, here.hash]);
  assert.equal(await playing(other), "no");
  await condition(other, 2, "down");
  // What comes next is the same too.
  for (const each of [page, other]) {
    for (let i = 0; i < 5; i += 1) await each.getByTestId("step-on").click();
  }
  const wanted = { step: here.step + 5 };
  assert.equal((await state(page, wanted)).hash, (await state(other, wanted)).hash);
});

pageTest("a link brings every branch back, with the same pictures", {}, async ({ page, address, fresh }) => {
  await branch(page, address);
  // No link has what is chosen.
  await press(page, "Escape");
  await page.locator("[aria-pressed=true][data-testid=node-4]").waitFor({ state: "detached" });
  const link = await share(page);
  await press(page, "Escape");
  await page.getByTestId("share-link").waitFor({ state: "hidden" });
  const before = { ...(await run(page)), ...(await pictures(page)) };

  const other = await fresh();
  await open(other, link);
  await other.getByTestId("lane-2").waitFor();
  assert.deepEqual({ ...(await run(other)), ...(await pictures(other)) }, before);
  // Each of the others is what it was, too.
  for (const lane of ["lane-0", "lane-1"]) {
    const hashes = [];
    for (const each of [page, other]) {
      await each.getByTestId(lane).press("Enter");
      await each.locator(`[data-testid=${lane}][aria-current=true]`).waitFor();
      await each.getByTestId("to-end").click();
      hashes.push(await run(each));
    }
    assert.deepEqual(hashes[0], hashes[1], lane);
  }
});

pageTest("going back to a run brings its branches back", {}, async ({ page, address }) => {
  await branch(page, address);
  const before = await run(page);
  for (const offer of ["peer", "leaderless"]) {
    await page.getByTestId(`offer-${offer}`).click();
    await page.locator(`[data-testid=offer-${offer}][aria-pressed=true]`).waitFor();
    // The small program and the whole one bring back what they had.
    if (offer === "peer") {
      await page.getByTestId("toast-action").last().click();
      await state(page, { step: before.step, hash: before.hash });
      await share(page);
      await press(page, "Escape");
      await page.getByTestId("lane-2").waitFor();
    }
  }
  await page.getByTestId("toast-action").last().click();
  await page.getByTestId("lane-2").waitFor();
  await state(page, { step: before.step, hash: before.hash });
});

pageTest("the link holds what is chosen, and its code says the same", {}, async ({ page, address, fresh }) => {
  await branch(page, address);
  await page.getByTestId("layout-chart").click();
  const all = await share(page);
  assert.match(all, /&lang=en&layout=chart$/);
  assert.equal(await scanned(page), all);
  await page.getByTestId("share-branches").uncheck();
  await page.getByTestId("share-lang").uncheck();
  const less = await page.getByTestId("share-link").inputValue();
  // The language alone is eight letters.
  assert.ok(less.length < all.length - 24, `${less.length} of ${all.length}`);
  assert.doesNotMatch(less, /lang/);
  assert.equal(await scanned(page), less);
  assert.equal(page.url(), less);
  await page.getByTestId("share-large").click();
  const { width, height } = await page.getByTestId("share-code").boundingBox();
  const { height: room } = page.viewportSize();
  assert.ok(width === height && height > room * 0.8 && height < room, `${width} × ${height} of ${room}`);
  await assertAccessible(page, "the sheet");

  const other = await fresh();
  await open(other, less);
  await other.locator("[data-testid=layout-chart][aria-pressed=true]").waitFor();
  assert.equal(await other.getByTestId("lane-tree").count(), 0);
});

pageTest("a link's language is for this visit alone", { locale: "zh-CN" }, async ({ page, address, fresh }) => {
  await openPaused(page, address);
  const link = await share(page);
  assert.match(link, /&lang=zh/);
  const other = await fresh();
  await open(other, link);
  await other.locator("html[lang^=zh]").waitFor();
  await other.goto("about:blank");
  await open(other, address);
  await other.locator("html[lang=en]").waitFor();

  // A link that is followed within the page does the same.
  await other.getByTestId("run").waitFor();
  await other.evaluate((hash) => {
    location.hash = hash;
  }, link.split("#")[1]);
  await other.locator("html[lang^=zh]").waitFor();
  assert.equal(await other.evaluate(() => localStorage.getItem("quorate-lang")), null);
});

pageTest("a link too long for a code says so, and what would help", {}, async ({ page, address }) => {
  await branch(page, address);
  // Many deeds in one branch, and then another branch.
  for (let i = 0; i < 260; i += 1) await press(page, "r");
  await pause(page);
  await page.getByTestId("to-start").click();
  await page.getByTestId("step-on").click();
  await press(page, "3", "k");
  await condition(page, 3, "down");
  await share(page);
  assert.match(await words(page, "share-none"), /too long for a QR code/);
  await page.getByTestId("share-lighter").click();
  assert.equal(await scanned(page), await page.getByTestId("share-link").inputValue());
});

const narrow = { locale: "zh-CN", viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" };

pageTest("the sheet is for fingers and small windows too", narrow, async ({ page, address }) => {
  await openPaused(page, address);
  await page.getByTestId("share").tap();
  await page.getByTestId("share-code").waitFor();
  await fits(page, "the sheet");
  await assertAccessible(page, "the sheet on a phone");
  await page.getByTestId("share-large").tap();
  await fits(page, "the sheet, filling the window");
  assert.equal(await scanned(page), page.url());
  await page.getByTestId("close-dialog").locator("visible=true").tap();
  await page.getByTestId("share-link").waitFor({ state: "hidden" });
});

pageTest("where nothing may be copied, the link is shown", {}, async ({ page, address }) => {
  await page.addInitScript(() => Object.defineProperty(globalThis, "isSecureContext", { value: false }));
  await open(page, address);
  await pause(page);
  const link = await share(page);
  assert.match(await words(page, "share-said"), /copy it by hand/);
  assert.equal(link, page.url());
  assert.match(link, /#s=/);
  await press(page, "Escape");
  await page.getByTestId("share-link").waitFor({ state: "hidden" });
});
