// A rule broken on purpose breaks the promise that it guards, and the page says when and why.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { islands, open, pause, playing, press, run, settings, sprint, state, verdict, words } from "./support/page.mjs";

/** Splits the primary and one other off, and asks the others for something else. */
async function askBothSides(page) {
  await pause(page);
  await press(page, "Home", "s", "1", "2", "Enter");
  await islands(page, "3 4 5|1 2");
  await page.getByTestId("client-A").focus();
  await press(page, "Enter");
  await page.getByTestId("ask-node").selectOption({ index: 4 });
  await sprint(page);
  await page.getByTestId("play").click();
  // Long enough for the larger side to elect a primary.
  await playUntil(page, async () => (await run(page)).at > 3_000_000);
  await page.getByTestId("ask-write").click();
}

/** Plays on when a broken promise has stopped the time, until it has come to something. */
async function playUntil(page, done) {
  for (let left = 300; left > 0; left -= 1) {
    if (await done()) return;
    // It may have come to it, and stopped there, since it was asked.
    const stopped = (await playing(page)) === "no" && !(await done());
    if (stopped) await page.getByTestId("play").click();
    await page.waitForTimeout(50);
  }
  assert.fail(`it never came to it: ${JSON.stringify(await run(page))}`);
}

const agreement = (page) => page.locator("[data-promise=agreement]").getAttribute("data-standing");

pageTest("counting only the replies breaks agreement in a split", {}, async ({ page, address }) => {
  await open(page, address);
  await settings(page);
  await page.getByTestId("rule-count_replies_only").check();
  await askBothSides(page);
  await playUntil(page, async () => (await agreement(page)) === "broken");
  const broken = page.locator("[data-promise=agreement]");
  assert.ok((await broken.innerText()).length > 40, "with the reason");
  await verdict(page, "broken");
  assert.equal(await playing(page), "no");
  const here = await run(page);
  // At the highest speed, too, it has stopped in the very event.
  await page.getByTestId("step-back").click();
  await state(page, { step: here.step - 1 });
  assert.equal(await agreement(page), "holds");
  await page.getByTestId("step-on").click();
  await state(page, { step: here.step });

  await page.getByTestId("to-start").click();
  await state(page, { at: 0 });
  assert.equal(await agreement(page), "holds");
  await page.getByTestId("to-end").click();
  await broken.getByTestId("jump-to-break").click();
  const there = await state(page, { step: (step) => step > 0 && step <= here.step });
  await verdict(page, "broken");
  await page.getByTestId("step-back").click();
  await state(page, { step: there.step - 1 });
  assert.equal(await agreement(page), "holds");
});

pageTest("with the rule kept the same split breaks nothing", {}, async ({ page, address }) => {
  await open(page, address);
  await askBothSides(page);
  const committed = page.locator('[data-seen="committed"]');
  await playUntil(page, async () => (await committed.count()) === 2);
  assert.equal(await agreement(page), "holds");
});

pageTest("breaking a rule keeps what was done", {}, async ({ page, address }) => {
  await open(page, address);
  await pause(page);
  await press(page, "Home", "s", "1", "2", "Enter");
  await islands(page, "3 4 5|1 2");
  await settings(page);
  await page.getByTestId("rule-count_replies_only").check();
  await islands(page, "3 4 5|1 2");
  assert.ok((await words(page, "toast")).length > 0);
});
