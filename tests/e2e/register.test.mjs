// What clients saw, judged on the page: R, W and writing back decide whether a read can be stale.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { open, playing, run, sprint, verdict, words } from "./support/page.mjs";

const standing = (page) => page.locator("[data-promise=linearizable]").getAttribute("data-standing");

/** Chooses a story and plays it until something breaks or its time is over. */
async function play(page, until) {
  await sprint(page);
  // It may have come to the break and stopped already: then it is not to be sent on.
  const still = (await playing(page)) === "no";
  if (still && (await standing(page)) !== "broken") await page.getByTestId("play").click();
  for (let left = 400; left > 0; left -= 1) {
    if ((await standing(page)) === "broken" || (await run(page)).at >= until) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`the run stands at ${(await run(page)).at}`);
}

async function story(page, id, until) {
  await page.locator("[data-testid=shelf-register] > summary").click();
  await page.getByTestId(`offer-${id}`).click();
  await play(page, until);
}

pageTest("R + W <= N: a stale read is named, leads to its messages, and goes with R = W = 2", {}, async ({ page, address }) => {
  await open(page, address);
  await story(page, "register-stale-read", 2_500_000);
  assert.equal(await standing(page), "broken");
  assert.equal(await playing(page), "no", "the run stops where it breaks");
  await verdict(page, "broken");
  assert.match(await words(page, "verdict-body"), /B read x = 4, although A had already written x = 7/);
  assert.equal(await page.locator('[data-testid=verdict] [data-testid=meeting][data-meet="no"]').count(), 2);
  const rows = page.locator('[data-testid=history-row][data-clash=""]');
  assert.equal(await rows.count(), 2, "both operations are marked");
  // From the answer to the message that brought it.
  await rows.first().getByTestId("show-answer").click();
  await page.locator('[data-testid=inspector][data-selected="Message"]').waitFor();
  assert.match(await words(page, "inspector"), /x = 4|value 4/);

  await page.getByTestId("param-read").fill("2");
  await page.getByTestId("param-read").press("Enter");
  await page.getByTestId("param-write").fill("2");
  await page.getByTestId("param-write").press("Enter");
  await page.locator('[data-testid=verdict] [data-testid=meeting][data-meet="yes"]').first().waitFor();
  await play(page, 2_500_000);
  assert.equal(await standing(page), "holds");
  assert.equal(await page.locator('[data-testid=history-row][data-clash=""]').count(), 0);
});

pageTest("whether quorums meet is a matter of a key's homes, not of all nodes", {}, async ({ page, address }) => {
  await open(page, address);
  await page.locator("[data-testid=shelf-register] > summary").click();
  await page.getByTestId("offer-register-sloppy").click();
  const meeting = page.locator("[data-testid=verdict] [data-testid=meeting]").first();
  await meeting.waitFor();
  assert.match(await meeting.innerText(), /R 2 \+ W 2, 5 nodes/, "any node may stand in");
  await page.getByTestId("param-sloppy").uncheck();
  await page.locator('[data-testid=verdict] [data-testid=meeting][data-meet="yes"]').first().waitFor();
  assert.match(await meeting.innerText(), /R 2 \+ W 2, 3 nodes/, "three homes of five nodes");
});

pageTest("R + W > N is not enough during a write; writing back is", {}, async ({ page, address }) => {
  await open(page, address);
  await story(page, "register-new-then-old", 4_000_000);
  assert.equal(await standing(page), "broken");
  assert.match(await words(page, "verdict-body"), /C read x = 4, although B had already read x = 7/);
  assert.equal(await page.locator('[data-testid=verdict] [data-testid=meeting][data-meet="yes"]').count(), 2);
  await page.getByTestId("param-write_back").check();
  await play(page, 4_000_000);
  assert.equal(await standing(page), "holds");
});

pageTest("in Chinese the contradiction is named as well", { locale: "zh-CN" }, async ({ page, address }) => {
  await open(page, address);
  await story(page, "register-stale-read", 2_500_000);
  assert.match(await words(page, "verdict-body"), /B 读到 x = 4，而在此之前，A 已经写入 x = 7/);
});
