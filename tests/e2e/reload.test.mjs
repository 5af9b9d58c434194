// Reloading the page brings back what was on the screen.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, open, openPaused, pause, playing, press, run, sprint, state, verdict } from "./support/page.mjs";

const pressed = (page, id) => page.locator(`[data-testid=${id}][aria-pressed=true]`).waitFor();

pageTest("what was done is there after a reload, and can be taken back", {}, async ({ page, address }) => {
  await openPaused(page, address);
  for (let i = 0; i < 6; i += 1) await page.getByTestId("step-on").click();
  await press(page, "3", "k");
  await condition(page, 3, "down");
  for (let i = 0; i < 6; i += 1) await page.getByTestId("step-on").click();
  await page.getByTestId("speed-1").click();
  await page.getByTestId("layout-chart").click();
  // The chart comes with the whole program.
  await pressed(page, "layout-chart");
  const before = await run(page);

  await page.reload();
  await condition(page, 3, "down");
  assert.deepEqual(await run(page), before);
  await pressed(page, "speed-1");
  await pressed(page, "layout-chart");
  assert.equal(await playing(page), "no");
  await press(page, "z");
  await condition(page, 3, "up");
  await page.getByTestId("redo").click();
  await condition(page, 3, "down");

  // Once more, now from the whole program, with branches.
  await page.getByTestId("to-start").click();
  for (let i = 0; i < 3; i += 1) await page.getByTestId("step-on").click();
  await press(page, "5", "k");
  await condition(page, 5, "down");
  await page.getByTestId("lane-2").waitFor();
  const branched = await run(page);
  await page.reload();
  await page.getByTestId("lane-2").waitFor();
  assert.deepEqual(await run(page), branched);
  await page.locator("[data-testid=inspector]").filter({ hasText: "5" }).waitFor();
  await press(page, "z");
  await condition(page, 5, "up");
  await page.locator("[data-testid=lane-0][aria-current=true]").waitFor();
});

pageTest("a run of another protocol plays on after a reload", {}, async ({ page, address }) => {
  await open(page, address);
  const shelf = page.getByTestId("shelf-raft");
  if ((await shelf.getAttribute("open")) === null) await shelf.locator("summary").click();
  await page.getByTestId("offer-raft").click();
  await page.locator("[data-testid=offer-raft][aria-pressed=true]").waitFor();
  await state(page, { step: (step) => step > 10 });
  const { at } = await run(page);
  await page.reload();
  await page.getByTestId("run").waitFor();
  await page.locator("[data-testid=offer-raft][aria-pressed=true]").waitFor();
  await state(page, { at: (now) => now > at });
  assert.equal(await playing(page), "yes");
});

pageTest("a plain address still opens the story, and so does a reload where nothing was done", {}, async ({ page, address, fresh }) => {
  await openPaused(page, address);
  await press(page, "2", "k");
  await condition(page, 2, "down");
  await page.goto(address);
  await page.getByTestId("run").waitFor();
  await condition(page, 2, "up");
  await page.reload();
  await condition(page, 2, "up");
  assert.doesNotMatch(page.url(), /#s=/);
  const other = await fresh();
  await open(other, address);
  await condition(other, 2, "up");
  await sprint(other);
  await verdict(other, "committed");
  await pause(other);
});
