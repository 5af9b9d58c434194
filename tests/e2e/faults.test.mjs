// What a visitor breaks is broken, the strip says what that means, and what is mended works again.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, islands, middle, open, pause, press, sprint, verdict, words } from "./support/page.mjs";

// Room enough that no node's buttons lie over another node.
const large = { viewport: { width: 1600, height: 1000 } };

pageTest("without a majority the cluster is blocked, with it back it commits", large, async ({ page, address }) => {
  await open(page, address);
  await sprint(page);
  await verdict(page, "committed");
  for (const node of [3, 4, 5]) {
    const { x, y } = await middle(page, node);
    await page.mouse.click(x, y);
    await page.getByTestId("kill").click();
    await condition(page, node, "down");
  }
  await page.getByTestId("request").click();
  await verdict(page, "blocked");
  assert.match(await words(page, "verdict-body"), /2 of the 3/);

  await page.getByTestId("restart").click();
  await condition(page, 5, "up");
  await verdict(page, "committed");
});

pageTest("a paused and an isolated node come back", {}, async ({ page, address }) => {
  await open(page, address);
  await pause(page);
  const { x, y } = await middle(page, 2);
  await page.mouse.click(x, y);
  await page.getByTestId("bar-pause").click();
  await condition(page, 2, "paused");
  await page.getByTestId("bar-resume").click();
  await condition(page, 2, "up");
  await page.getByTestId("isolate").click();
  await islands(page, "1 3 4 5|2");
  await page.getByTestId("heal").click();
  await islands(page, "1 2 3 4 5");
});

pageTest("nodes are cut off and mended with the keyboard alone", {}, async ({ page, address }) => {
  await open(page, address);
  // As fast as it goes, then a dead node, and the other four in halves: nobody has a majority.
  await press(page, "]", "]", "]", "5", "k", "Escape", "s", "3", "4");
  await page.getByTestId("splitting").waitFor();
  await press(page, "Enter");
  await islands(page, "1 2 5|3 4");
  assert.notEqual(await page.getByTestId("stage").getAttribute("data-faults"), "0");
  await press(page, "r");
  await verdict(page, "blocked");

  await press(page, "h");
  await islands(page, "1 2 3 4 5");
  assert.equal(await page.getByTestId("stage").getAttribute("data-faults"), "0");
  await verdict(page, "committed");
});

pageTest("choosing nodes can be given up", {}, async ({ page, address }) => {
  await open(page, address);
  await press(page, " ", "s", "2", "3", "3", "Escape");
  await page.getByTestId("splitting").waitFor({ state: "detached" });
  await islands(page, "1 2 3 4 5");
});

pageTest("the stage is walked through with tab, arrows and enter", {}, async ({ page, address }) => {
  await open(page, address);
  await press(page, " ");
  await page.getByTestId("node-1").focus();
  await press(page, "ArrowRight", "Enter", "k");
  const down = page.locator('[data-condition="down"]');
  await down.waitFor();
  assert.notEqual(await down.getAttribute("data-testid"), "node-1");
});

pageTest("links that one line crosses are cut, and mended by one undo", large, async ({ page, address }) => {
  await open(page, address);
  await pause(page);
  const faults = async () => page.getByTestId("stage").getAttribute("data-faults");
  const [leader, second, third] = await Promise.all([1, 2, 3].map((node) => middle(page, node)));
  const between = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const [from, to] = [between(leader, second), between(leader, third)];
  const beyond = { x: (to.x - from.x) / 6, y: (to.y - from.y) / 6 };
  await page.mouse.move(from.x - beyond.x, from.y - beyond.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y, { steps: 4 });
  await page.mouse.move(to.x + beyond.x, to.y + beyond.y, { steps: 4 });
  await page.mouse.up();
  assert.equal(await faults(), "6", "1-2, 2-5 and 1-3, both ways");
  await islands(page, "1 2 3 4 5");

  await press(page, "z");
  assert.equal(await faults(), "0");
  await press(page, "Shift+Z");
  assert.equal(await faults(), "6", "1-2, 2-5 and 1-3, both ways");
});

for (const mode of ["peer", "leaderless"]) {
  pageTest(`the chart has its links where nobody leads: ${mode}`, large, async ({ page, address }) => {
    await open(page, address);
    await page.getByTestId(`offer-${mode}`).click();
    await page.locator(`[data-testid=offer-${mode}][aria-pressed=true]`).waitFor();
    await verdict(page, "committed");
    await pause(page);
    await page.getByTestId("layout-chart").click();
    await page.locator("[data-testid=layout-chart][aria-pressed=true]").waitFor();
    const faults = () => page.getByTestId("stage").getAttribute("data-faults");
    const [second, third] = await Promise.all([2, 3].map((node) => middle(page, node)));
    const x = (second.x + third.x) / 2;
    await page.mouse.move(x, second.y - 120);
    await page.mouse.down();
    await page.mouse.move(x, second.y + 30, { steps: 8 });
    await page.mouse.up();
    assert.ok(Number(await faults()) >= 2, await faults());
    await press(page, "z");
    assert.equal(await faults(), "0");
    await page.mouse.click(x, second.y);
    assert.match(await page.getByTestId("inspector").getAttribute("data-selected"), /Node 2 – Node 3|Node 3 – Node 2/);
  });
}
