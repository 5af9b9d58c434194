// A link brings back the run and the moment, whoever opens it.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, open, pause, playing, press, run, sprint, state, verdict } from "./support/page.mjs";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

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
  await page.getByTestId("share").click();
  await page.getByTestId("toast").filter({ hasText: "clipboard" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());

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

pageTest("where nothing may be copied, the link is shown", {}, async ({ page, address }) => {
  await page.addInitScript(() => Object.defineProperty(globalThis, "isSecureContext", { value: false }));
  await open(page, address);
  await pause(page);
  await page.getByTestId("share").click();
  await page.getByTestId("share-link").waitFor();
  const link = await page.getByTestId("share-link").inputValue();
  assert.equal(link, page.url());
  assert.match(link, /#s=/);
  await press(page, "Escape");
  await page.getByTestId("share-link").waitFor({ state: "hidden" });
});
