// Presented on a wall, from a keyboard or a clicker: what can be chosen can be looked into.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, openPaused, press, run, words } from "./support/page.mjs";

const projectors = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
];

for (const viewport of projectors) {
  pageTest(`a message is looked into and dropped at ${viewport.width} by ${viewport.height}`, { viewport }, async ({ page, address }) => {
    await openPaused(page, address);
    await press(page, "f", "ArrowRight", "ArrowRight");
    await page.getByTestId("present").and(page.locator("[aria-pressed=true]")).waitFor();
    assert.ok(!(await page.getByTestId("inspector").isVisible()), "nothing is chosen");
    await press(page, "m");
    const card = page.getByTestId("inspector");
    await card.waitFor();
    assert.match(await card.innerText(), /commit x = 7\?/);
    assert.ok(!(await page.getByTestId("promises").isVisible()), "the stage is what is shown");
    await assertAccessible(page);
    await page.getByTestId("drop").click();
    assert.match(await words(page, "fate"), /dropped/);
    await press(page, "Escape");
    await card.waitFor({ state: "hidden" });
    const before = await run(page);
    await press(page, "n", "x");
    assert.match(await card.innerText(), /cut/);
    assert.notEqual((await run(page)).hash, before.hash);
    await press(page, "f");
    await page.getByTestId("promises").waitFor();
  });
}
