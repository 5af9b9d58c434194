// The opening: it plays by itself, and the story goes on by really doing things to the cluster.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, islands, open, playing, sprint, state, verdict, words } from "./support/page.mjs";

pageTest("the opening plays by itself and commits a value", {}, async ({ page, address }) => {
  await open(page, address);
  assert.equal(await playing(page), "yes");
  await verdict(page, "committed");
  await page.locator('[data-seen="committed"]').waitFor();
});

/** Does what the step asks for, and waits until the run has shown what comes of it. */
async function step(page, number, guess) {
  await page.locator(`[data-testid=story][data-step="${number}"]`).waitFor();
  await page.getByTestId(`story-option-${guess}`).click();
  if (number > 0) await page.getByTestId("story-do").click();
  await page.locator('[data-testid=story-ask][data-judged="yes"]').waitFor();
}

const next = (page) => page.getByTestId("story-next").click();

pageTest("the story kills two, then a third, and brings one back", {}, async ({ page, address }) => {
  await open(page, address);
  await sprint(page);
  await step(page, 0, 1);
  await next(page);

  await step(page, 1, 0);
  await condition(page, 4, "down");
  await condition(page, 5, "down");
  await verdict(page, "committed");
  await next(page);

  await step(page, 2, 1);
  await condition(page, 3, "down");
  await verdict(page, "blocked");
  assert.match(await words(page, "verdict-body"), /2 of the 3/);
  assert.equal(await page.locator('[data-seen="waiting"]').count(), 1);
  await next(page);

  await step(page, 3, 0);
  assert.equal(await page.locator('[data-seen="waiting"]').count(), 0);
  await next(page);

  await step(page, 4, 0);
  await islands(page, "1 2 3|4 5");
  await verdict(page, "committed");
});

pageTest("the story can be left and played again", {}, async ({ page, address }) => {
  await open(page, address);
  await page.getByTestId("offer-peer").click();
  await page.locator('[data-testid=story][data-step="own"]').waitFor();
  await sprint(page);
  await verdict(page, "committed");
  await page.getByTestId("story-again").click();
  await page.locator('[data-testid=story][data-step="0"]').waitFor();
  await state(page, { step: (step) => step > 0 });
});
