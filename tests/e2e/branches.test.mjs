// The sheet of branches: named, compared, deleted and brought back, by mouse and by keyboard.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, fits, open, pause, press, run, state, verdict, words } from "./support/page.mjs";

/** A run that went on, and a past in which node 2 was killed instead. */
async function branched(page, address) {
  await open(page, address);
  await verdict(page, "committed");
  await state(page, { step: (step) => step > 24 });
  await pause(page);
  for (let i = 0; i < 9; i += 1) await page.getByTestId("step-back").click();
  await press(page, "2", "k");
  await page.getByTestId("lane-1").waitFor({ state: "attached" });
}

async function opened(page, address) {
  await branched(page, address);
  await press(page, "v");
  await page.getByTestId("branch-1").waitFor();
}

const tool = (page, branch, name) => page.getByTestId(`branch-${branch}`).getByTestId(`branch-${name}`);

pageTest("branches are named, and the name stays", {}, async ({ page, address }) => {
  await opened(page, address);
  await page.getByTestId("branch-1").filter({ hasText: "node 2 killed" }).waitFor();
  await tool(page, 1, "rename").click();
  const field = page.getByTestId("branch-field");
  await field.fill("What if <b>2</b> dies?");
  await field.press("Enter");
  await page.getByTestId("branch-1").filter({ hasText: "What if <b>2</b> dies?" }).waitFor();
  // Keys typed into the name did nothing to the cluster.
  await press(page, "Escape");
  await page.getByTestId("branch-1").waitFor({ state: "detached" });
  await page.getByTestId("lanes").locator("option", { hasText: "What if" }).waitFor({ state: "attached" });
  await press(page, "v");
  await tool(page, 1, "rename").click();
  await field.fill(" ");
  await page.getByTestId("branch-keep").click();
  await page.getByTestId("branch-1").filter({ hasText: "node 2 killed" }).waitFor();
  assert.match(await words(page, "branches-kept"), /\d+ of at most 360,000 events/);
});

pageTest("two branches are compared side by side", {}, async ({ page, address }) => {
  await opened(page, address);
  await tool(page, 0, "compare").click();
  await page.getByTestId("parting").filter({ hasText: /They part at \d+ ms. Different now: nodes? 2/ }).waitFor();
  assert.match(await words(page, "side-first"), /Node 2 killed/);
  assert.match(await words(page, "side-second"), /As planned/);
  const down = page.getByTestId("side-first").locator('[data-testid=node-2][data-condition="down"]');
  const up = page.getByTestId("side-second").locator('[data-testid=node-2][data-condition="up"]');
  await Promise.all([down.waitFor(), up.waitFor()]);
  // Before they part nothing differs; time is the same on both.
  await page.getByTestId("to-start").click();
  await page.getByTestId("parting").filter({ hasText: "Nothing differs" }).waitFor();
  await assertAccessible(page, "comparing branches");
  await press(page, "c");
  await page.getByTestId("side-second").waitFor({ state: "detached" });
});

pageTest("a branch is deleted and brought back", {}, async ({ page, address }) => {
  await opened(page, address);
  const { hash, step } = await run(page);
  // The first one has to stay.
  assert.equal(await tool(page, 0, "delete").getAttribute("aria-disabled"), "true");
  await tool(page, 1, "delete").click();
  await page.getByTestId("branch-1").waitFor({ state: "detached" });
  await state(page, { hash: (now) => now !== hash });
  // What had the focus is gone, and keys are still for the sheet alone.
  await press(page, "k");
  assert.equal(await page.getByTestId("stage").locator('[data-condition="down"]').count(), 0);
  await page.getByTestId("branch-back").click();
  await page.getByTestId("branch-1").waitFor();
  await press(page, "Escape");
  await page.getByTestId("branch-1").waitFor({ state: "detached" });
  await page.getByTestId("lane-1").press("Enter");
  await state(page, { hash, step });
});

for (const [name, options, title] of [
  ["on a phone in Chinese", { viewport: { width: 390, height: 844 }, hasTouch: true, locale: "zh-CN" }, "分支"],
  ["in the dark", { colorScheme: "dark" }, "Branches"],
]) {
  pageTest(`the sheet of branches is accessible ${name}`, options, async ({ page, address }) => {
    await branched(page, address);
    if (options.viewport) await page.getByTestId("tab-time").click();
    await page.getByTestId(options.viewport ? "branches-narrow" : "branches").click();
    await page.getByTestId("branch-1").waitFor();
    await page.getByRole("dialog").getByRole("heading", { name: title }).waitFor();
    await fits(page, name);
    await assertAccessible(page, name);
  });
}
