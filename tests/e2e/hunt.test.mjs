// "Can this break?": a worker searches from the moment shown, and what it finds plays as a branch.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, fits, open, openPaused, pause, press, run, sprint, state, verdict, words } from "./support/page.mjs";

/** Waits until the hunt stands so. */
const stands = (page, ...stands) =>
  page.locator(stands.map((stand) => `[data-testid=hunt][data-stand=${stand}]`).join(",")).waitFor();

/** A story of the catalogue, standing still at its start. */
async function story(page, address, protocol, id) {
  await open(page, address);
  const shelf = page.getByTestId(`shelf-${protocol}`);
  if ((await shelf.getAttribute("open")) === null) await shelf.locator("summary").click();
  await page.getByTestId(`offer-${id}`).click();
  await page.locator(`[data-testid=offer-${id}][aria-pressed=true]`).waitFor();
  await pause(page);
  await page.getByTestId("to-start").click();
  return state(page, { at: 0 });
}

/** A number of the sheet, typed in. */
async function allow(page, id, number) {
  const field = page.getByTestId(id);
  await field.fill(String(number));
  await field.press("Enter");
}

/** Small enough that all there is is looked at in a moment. */
async function allowLittle(page) {
  await allow(page, "hunt-kills", 0);
  await allow(page, "hunt-restarts", 0);
  await allow(page, "hunt-timeouts", 0);
  await allow(page, "hunt-requests", 0);
}

const broken = (page, promise) =>
  page.locator(`[data-promise=${promise}][data-standing=broken]`).waitFor({ state: "attached" });

pageTest("a rule that is off is found out, watched and shared", {}, async ({ page, address, fresh }) => {
  await story(page, address, "vote", "count-replies-only-leaderless");
  const { hash } = await run(page);
  await page.getByTestId("hunt-open").click();
  await stands(page, "set-up");
  await page.getByTestId("hunt-begin").click();
  await stands(page, "found");
  const card = page.locator("[data-testid=hunt-finding][data-promise=survival]");
  assert.match(await card.innerText(), /3 steps/);
  await card.getByTestId("hunt-watch").click();
  assert.match(await words(page, "hunt-caption"), /Step \d of 3/);
  await verdict(page, "broken");
  await broken(page, "survival");
  assert.match(await words(page, "hunt-caption"), /Step 3 of 3.+timer/s);
  assert.equal(await page.getByTestId("play").getAttribute("data-playing"), "no", "it stops where it breaks");

  const there = await run(page);
  await page.getByTestId("share").click();
  await page.waitForFunction(() => location.hash.length > 10);
  await page.getByTestId("share-sheet").getByRole("heading").waitFor();
  await press(page, "Escape");
  const other = await fresh();
  await open(other, page.url());
  await state(other, { hash: there.hash });
  await broken(other, "survival");

  await page.getByTestId("undo").click();
  await state(page, { at: 0, hash });
  assert.equal(await page.getByTestId("hunt-caption").count(), 0);
});

pageTest("Figure 8 of the Raft paper is found from its third picture on", {}, async ({ page, address }) => {
  await story(page, address, "raft", "raft-figure-8");
  while ((await run(page)).at < 1_010_000) await page.getByTestId("step-on").click();
  await page.getByTestId("hunt-open").click();
  await page.getByTestId("hunt-begin").click();
  await stands(page, "found");
  const survival = page.locator("[data-testid=hunt-finding][data-promise=survival]");
  assert.match(await survival.innerText(), /1\d steps/);
  await page.keyboard.press("Escape");
  await sprint(page);
  await press(page, "b");
  await survival.getByTestId("hunt-watch").click();
  await broken(page, "survival");
  assert.match(await words(page, "hunt-caption"), /Step (\d+) of \1/);
});

pageTest("nothing found says what was covered and what was not", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await page.getByTestId("hunt-open").click();
  await allowLittle(page);
  await page.getByTestId("hunt-begin").click();
  await stands(page, "done");
  assert.match(await words(page, "hunt-nothing"), /Within these bounds it does not break/);
  const told = await words(page, "hunt-coverage");
  assert.match(told, /What is decided, and who leads.+\d states.+everything within the bounds/s);
  assert.match(told, /Nodes killed: 0/);
  assert.match(told, /How long things take/);

  // Results stay when the page is left.
  await page.reload();
  await open(page, address);
  await page.getByTestId("hunt-open").click();
  await stands(page, "done");
  assert.equal(await words(page, "hunt-coverage"), told);
  await assertAccessible(page);
});

pageTest("a search is paused, goes on, and is stopped", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await page.getByTestId("hunt-open").click();
  await page.getByTestId("hunt-begin").click();
  await page.getByTestId("hunt-progress").waitFor();
  await page.getByTestId("hunt-pause").click();
  await stands(page, "paused");
  await page.waitForTimeout(400);
  const counted = await words(page, "hunt-states");
  assert.match(counted, /^[\d,]+$/);
  await page.waitForTimeout(600);
  assert.equal(await words(page, "hunt-states"), counted, "nothing goes on while it is paused");
  await page.getByTestId("hunt-go-on").click();
  await stands(page, "searching");
  await page.waitForFunction((before) => document.querySelector("[data-testid=hunt-states]").textContent !== before, counted);

  // It goes on while the sheet is closed, and the page with it.
  await page.keyboard.press("Escape");
  const { step } = await run(page);
  await page.getByTestId("step-on").click();
  await state(page, { step: step + 1 });
  await page.getByTestId("hunt-open").click();
  await page.getByTestId("hunt-stop").click();
  await stands(page, "done");
  assert.match(await words(page, "hunt-nothing"), /before the search was stopped/);
  assert.match(await words(page, "hunt-coverage"), /not looked at/);
});

pageTest("by keyboard alone, in Chinese, on a phone", { viewport: { width: 390, height: 844 }, hasTouch: true, locale: "zh-CN" }, async ({ page, address }) => {
  await openPaused(page, address);
  await press(page, "b");
  await stands(page, "set-up");
  await fits(page, "the bounds");
  await assertAccessible(page, "the bounds");
  await allowLittle(page);
  await page.getByTestId("hunt-begin").focus();
  await press(page, "Enter");
  await stands(page, "done");
  assert.match(await words(page, "hunt-nothing"), /在这些限度内不会出错/);
  await fits(page, "the result");
  await assertAccessible(page, "the result");
  await press(page, "Escape");
  await page.getByTestId("hunt").waitFor({ state: "detached" });
});

const gone = { status: 404, type: "text/plain", body: "gone" };

pageTest(
  "a worker that cannot be had is a message",
  { change: (path) => (path === "worker.js" ? gone : undefined) },
  async ({ page, address, problems }) => {
    await openPaused(page, address);
    const { hash, step } = await run(page);
    await page.getByTestId("hunt-open").click();
    await page.getByTestId("hunt-begin").click();
    await stands(page, "failed");
    assert.match(await words(page, "hunt-failed"), /could not be started/);
    assert.match(await words(page, "hunt-again"), /Try again/);
    await page.keyboard.press("Escape");
    await state(page, { hash });
    await page.getByTestId("step-on").click();
    await state(page, { step: step + 1 });
    problems.splice(0);
  },
);

pageTest("a worker that dies is a message, and less is tried", {}, async ({ page, address, problems }) => {
  // As when it has used up all memory: it ends in the middle.
  await page.addInitScript(() => {
    const Original = Worker;
    globalThis.Worker = class extends Original {
      constructor(...given) {
        super(...given);
        globalThis.lastWorker = this;
      }
    };
  });
  await openPaused(page, address);
  await page.getByTestId("hunt-open").click();
  await page.getByTestId("hunt-begin").click();
  await page.getByTestId("hunt-progress").waitFor();
  // Whoever looks at something else is told.
  await page.keyboard.press("Escape");
  await page.getByTestId("hunt-progress").waitFor({ state: "detached" });
  await page.evaluate(() => globalThis.lastWorker.dispatchEvent(new ErrorEvent("error", { message: "unreachable executed" })));
  await page.getByTestId("toast").filter({ hasText: "The search broke off" }).getByTestId("toast-action").click();
  await stands(page, "failed");
  assert.match(await words(page, "hunt-failed"), /lack of memory.+unreachable executed/s);
  assert.match(await words(page, "hunt-again"), /with less/);
  await page.getByTestId("hunt-again").click();
  await page.getByTestId("hunt-progress").waitFor();
  assert.match(await words(page, "hunt-progress"), /333,333/);
  await page.getByTestId("hunt-stop").click();
  await stands(page, "done");
  problems.splice(0);
});
