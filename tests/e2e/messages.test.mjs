// A message in flight is looked into, lost, doubled and hurried by hand.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { middle, openPaused, run, state } from "./support/page.mjs";

/** Steps on until several messages are well under way. */
async function openWithMessages(page, address) {
  let seen = await openPaused(page, address);
  while (seen.inFlight < 4) {
    assert.ok(seen.step < 40, "messages fly within a few events");
    await page.getByTestId("step-on").click();
    seen = await state(page, { step: seen.step + 1 });
  }
  return seen;
}

/** Finds a message between two nodes by pointing along the line, as a person would. */
async function pick(page, pairs) {
  for (const [from, to] of pairs) {
    const [a, b] = [await middle(page, from), await middle(page, to)];
    for (let part = 0.2; part < 0.85; part += 0.06) {
      await page.mouse.click(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part);
      if (await page.getByTestId("fate").isVisible()) return;
    }
  }
  assert.fail("no message lies on these lines");
}

const fromPrimary = [2, 3, 4, 5].flatMap((node) => [
  [1, node],
  [node, 1],
]);

pageTest("a message is looked into and dropped", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  assert.ok((await page.getByTestId("inspector").locator("dd").count()) >= 3, "it says what is in it");
  const fate = await page.getByTestId("fate").innerText();
  await page.getByTestId("drop").click();
  await page.waitForFunction((old) => document.querySelector("[data-testid=fate]").innerText !== old, fate);
  assert.equal(await page.getByTestId("drop").getAttribute("aria-disabled"), "true");
  assert.equal((await run(page)).at, before.at);
});

pageTest("a message is doubled", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  await page.getByTestId("inspector").getByTestId("duplicate").click();
  await state(page, { inFlight: before.inFlight + 1 });
});

pageTest("a message is delivered now", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  await page.getByTestId("deliver").click();
  await page.getByTestId("step-on").click();
  await page.locator('[data-testid=deliver][aria-disabled="true"]').waitFor();
  assert.equal((await run(page)).at, before.at);
});

pageTest("a message is held up, and its cause is one click away", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  await page.getByTestId("delay").click();
  assert.equal((await run(page)).inFlight, before.inFlight);
  await page.getByTestId("cause").click();
  await state(page, { step: (step) => step < before.step });
});
