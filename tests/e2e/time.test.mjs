// Time: stopped, stepped, scrubbed, and turned back; what is done in the past makes a branch.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, open, openPaused, pause, playing, press, run, settings, sprint, state, verdict } from "./support/page.mjs";

/** A run that has something behind it, at rest. */
async function openWithPast(page, address) {
  await open(page, address);
  await sprint(page);
  await verdict(page, "committed");
  await state(page, { step: (step) => step > 30 });
  await pause(page);
  await page.getByTestId("to-end").click();
  return state(page, { step: (step) => step > 30 });
}

pageTest("time stands still, goes one event on and one back", {}, async ({ page, address }) => {
  const start = await openPaused(page, address);
  await page.getByTestId("step-on").click();
  await press(page, "ArrowRight");
  const second = await state(page, { step: start.step + 2 });
  await page.getByTestId("step-on").click();
  const { end } = await state(page, { step: start.step + 3 });
  await page.getByTestId("step-back").click();
  assert.deepEqual(await state(page, { step: second.step }), { ...second, end });
  await press(page, "ArrowLeft", "ArrowLeft");
  assert.equal((await state(page, { step: start.step })).hash, start.hash);

  await press(page, " ");
  assert.equal(await playing(page), "yes");
  await state(page, { step: (step) => step > second.step });
  await press(page, " ");
  const { at } = await run(page);
  await page.waitForTimeout(200);
  assert.equal((await run(page)).at, at);
});

pageTest("the ends of time are one button or key away", {}, async ({ page, address }) => {
  const end = await openWithPast(page, address);
  await page.getByTestId("to-start").click();
  await state(page, { at: 0 });
  await page.getByTestId("to-end").click();
  assert.deepEqual(await state(page, { step: end.step }), end);
  await press(page, "Home");
  await state(page, { at: 0 });
  await press(page, "End");
  assert.equal((await state(page, { step: end.step })).hash, end.hash);
});

pageTest("the timeline is scrubbed with keys and by dragging", {}, async ({ page, address }) => {
  const end = await openWithPast(page, address);
  const timeline = page.getByTestId("timeline");
  await timeline.focus();
  await press(page, "PageDown");
  const earlier = await state(page, { at: (at) => at < end.at });
  await press(page, "ArrowRight");
  await state(page, { at: (at) => at > earlier.at });
  assert.equal(Number(await timeline.getAttribute("aria-valuenow")), Math.floor((await run(page)).at / 1000));
  await press(page, "Home");
  await state(page, { at: 0 });

  const box = await timeline.boundingBox();
  const at = (part) => [box.x + box.width * part, box.y + box.height / 2];
  await page.mouse.move(...at(0.5));
  await page.mouse.down();
  const half = await state(page, { at: (at) => at > 0 });
  await page.mouse.move(...at(0.3), { steps: 4 });
  await state(page, { at: (at) => at > 0 && at < half.at });
  await page.mouse.up();
  assert.equal(await playing(page), "no");
});

pageTest("what was done is taken back and done again", {}, async ({ page, address }) => {
  await openWithPast(page, address);
  await press(page, "2", "k");
  await condition(page, 2, "down");
  await page.getByTestId("undo").click();
  await condition(page, 2, "up");
  await page.getByTestId("redo").click();
  await condition(page, 2, "down");
  await press(page, "z");
  await condition(page, 2, "up");
  await press(page, "Shift+Z");
  await condition(page, 2, "down");
});

pageTest("a change of settings is taken back and made again", {}, async ({ page, address }) => {
  await open(page, address);
  await settings(page);
  const rule = (is) => page.locator(`[data-testid=rule-count_replies_only]${is}`).waitFor({ state: "attached" });
  await page.getByTestId("rule-count_replies_only").check();
  await pause(page);
  await press(page, "z");
  await rule(":not(:checked)");
  await press(page, "Shift+Z");
  await rule(":checked");
  await press(page, "z");
  await rule(":not(:checked)");
});

pageTest("acting in the past makes a branch, and the old future stays", {}, async ({ page, address }) => {
  const end = await openWithPast(page, address);
  await press(page, "Home", "ArrowRight", "ArrowRight", "ArrowRight");
  await state(page, { step: (step) => step < 10 });
  await press(page, "3", "k");
  await condition(page, 3, "down");
  const lanes = page.getByTestId("lanes");
  assert.equal(await lanes.locator("option").count(), 2);
  await page.getByTestId("lane-tree").waitFor();

  await lanes.selectOption({ index: 0 });
  await press(page, "End");
  assert.equal((await state(page, { step: end.step })).hash, end.hash);
  await condition(page, 3, "up");

  // The other lane, by its line under the diagram.
  await page.getByTestId("lane-1").focus();
  await press(page, "Enter");
  await press(page, "End");
  await condition(page, 3, "down");
});
