// A visitor goes through the opening story with a mouse or a keyboard, and the run, not a script,
// says how each step comes out.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, condition, islands, open, press, settings, verdict } from "./support/page.mjs";

const words = (page, id) => page.getByTestId(id).innerText();

/** Waits until the step has come out, and gives the sentence that judges the guess. */
async function judged(page) {
  await page.getByTestId("story-next").waitFor({ timeout: 30_000 });
  return words(page, "story-ask");
}

/** The highest speed that still shows what happens. */
async function hurry(page) {
  await page.getByTestId("speed-4").click();
}

pageTest("the opening story is judged by what happens", {}, async ({ page, address }) => {
  await open(page, address);
  await hurry(page);
  await page.locator('[data-testid=verdict][data-kind="committed"]').waitFor();
  await page.getByTestId("story-option-1").click();
  assert.match(await judged(page), /You were right/);
  await page.getByTestId("story-next").click();

  // Two of five by keyboard: still a majority.
  for (const key of ["4", "k", "5", "k"]) await page.keyboard.press(key);
  await page.getByTestId("story-option-1").click();
  await page.getByTestId("request").click();
  assert.match(await judged(page), /Not this time/);
  await page.getByTestId("story-next").click();

  // A third: blocked, and it says why.
  await page.getByTestId("story-option-1").click();
  await page.getByTestId("story-do").click();
  assert.match(await judged(page), /You were right/);
  assert.equal(await page.getByTestId("verdict").getAttribute("data-kind"), "blocked");
  assert.match(await words(page, "verdict-body"), /2 of the 3 votes/);
  await page.getByTestId("story-next").click();

  // One back: what was waiting is answered.
  await page.getByTestId("story-do").click();
  await page.getByTestId("story-next").waitFor({ timeout: 30_000 });
  await page.getByTestId("story-tell").click();
  assert.equal(await page.locator('[data-seen="waiting"]').count(), 0);
  await page.getByTestId("story-next").click();

  // Split: the larger side decides.
  await page.getByTestId("story-option-0").click();
  await page.getByTestId("story-do").click();
  assert.match(await judged(page), /You were right/);
  assert.equal(await page.locator('[data-promise="agreement"]').getAttribute("data-standing"), "holds");

  // Whoever presses Next twice in a hurry has not chosen what moves under the pointer.
  await page.getByTestId("story-next").dblclick();
  assert.match(await words(page, "story-score"), /3 of 5/);
  assert.equal(await page.getByTestId("story").getAttribute("data-step"), "5");
});

pageTest("a question that was not answered stays, and an earlier one can be looked at again", {}, async ({ page, address }) => {
  await open(page, address);
  await hurry(page);
  await verdict(page, "committed");
  const at = () => page.getByTestId("story").getAttribute("data-step");
  await press(page, "4", "k");
  await condition(page, 4, "down");
  assert.equal(await at(), "0");
  await page.getByTestId("story-tell").click();
  await press(page, "5", "k");
  await page.locator('[data-testid=story][data-step="1"]').waitFor();
  await page.getByRole("button", { name: "Step 1", exact: true }).click();
  await press(page, "3", "k");
  await condition(page, 3, "down");
  assert.equal(await at(), "0");
});

pageTest("keys go on with the story where its buttons were", {}, async ({ page, address }) => {
  await open(page, address);
  await hurry(page);
  await verdict(page, "committed");
  await page.getByTestId("story-option-1").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("story-next").focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-testid=story][data-step="1"]').waitFor();
  await page.locator("[data-testid=story-option-0]:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("story-do").focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=story-next]:focus").waitFor({ timeout: 30_000 });
  assert.equal(await page.getByTestId("story").getAttribute("data-step"), "1");
});

pageTest("the story's split is judged only if it is the one that is asked about", {}, async ({ page, address }) => {
  await open(page, address);
  await hurry(page);
  await page.locator('[data-testid=verdict][data-kind="committed"]').waitFor();
  await page.getByRole("button", { name: "Step 5", exact: true }).click();
  // A node that is only looked at is not cut off with the others.
  await press(page, "2", "s", "5", "Enter");
  await islands(page, "1 2 3 4|5");
  await page.getByTestId("story-amiss").waitFor();
  await page.getByTestId("request").click();
  await verdict(page, "committed");
  assert.equal(await page.getByTestId("story-next").count(), 0);
  await page.getByTestId("story-do").click();
  await islands(page, "1 2 3|4 5");
  await page.getByTestId("story-amiss").waitFor({ state: "detached" });
  await page.getByTestId("story-option-0").click();
  assert.match(await judged(page), /You were right/);
});

pageTest("a broken rule breaks a promise, and the strip says so", {}, async ({ page, address }) => {
  await open(page, address);
  await page.getByTestId("offer-count-replies-only").click();
  await hurry(page);
  await page.locator('[data-standing="broken"]').first().waitFor({ timeout: 30_000 });
  assert.equal(await page.getByTestId("verdict").getAttribute("data-kind"), "broken");
  assert.equal(await page.getByTestId("play").getAttribute("data-playing"), "no");
});

for (const [name, options] of [
  ["a phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ["a small phone in Chinese", { viewport: { width: 360, height: 640 }, locale: "zh-CN", colorScheme: "dark" }],
  ["a projector", { viewport: { width: 1920, height: 1080 }, colorScheme: "dark" }],
]) {
  pageTest(`every panel fits ${name} and is accessible`, options, async ({ page, address }) => {
    await open(page, address);
    const tabs = await page.getByTestId("tab-inspect").isVisible();
    for (const tab of tabs ? ["story", "inspect", "promises", "settings", "time"] : [undefined]) {
      if (tab) await page.getByTestId(`tab-${tab}`).click();
      const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= room, `${tab}: ${wide} > ${room}`);
      await assertAccessible(page);
    }
    assert.ok(await page.getByTestId("play").isVisible());
  });
}

pageTest("a choice taken back is no longer shown", {}, async ({ page, address }) => {
  await open(page, address);
  await settings(page);
  const mode = page.getByTestId("param-mode");
  await mode.selectOption("peer");
  await page.getByTestId("phases").getByText("Confirm").waitFor();
  await page.getByTestId("toast-action").click();
  await page.getByTestId("phases").getByText("Confirm").waitFor({ state: "detached" });
  assert.equal(await mode.inputValue(), "coordinator");
});
