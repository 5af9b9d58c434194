// Low windows: a phone on its side, a laptop at 200 %. The stage keeps a height one can work on, and
// every tab shows what it names. And what stands round the stage keeps its place while time runs.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { fits, open, openPaused, pause, press, verdict } from "./support/page.mjs";

const box = (page, selector) => page.locator(selector).first().boundingBox();

const low = [
  [844, 390],
  [720, 450],
  [667, 375],
];

for (const [width, height] of low) {
  const there = { viewport: { width, height }, hasTouch: true };

  pageTest(`the stage can be worked on at ${width} by ${height}`, there, async ({ page, address }) => {
    await open(page, address);
    await pause(page);
    const large = async (selector, what) => {
      const { width: w, height: h } = await box(page, selector);
      assert.ok(h >= 260 && w >= 330, `${what}: ${w} by ${h}`);
      await fits(page, what);
    };
    await large(".stage", "ring");
    await press(page, "g");
    await page.locator("[data-testid=layout-chart][aria-pressed=true]").waitFor();
    await large(".stage", "chart");
    await press(page, "g", "d");
    await page.locator(".with-diagram .diagram-axis").waitFor();
    await large(".diagram", "diagram");
    await press(page, "d");
    await page.locator(".diagram").waitFor({ state: "detached" });
    // The controls of time are in sight wherever the page is scrolled to.
    const { y, height: high } = await box(page, ".transport");
    assert.ok(y >= 0 && y + high <= height + 1, `the controls are at ${y}`);
  });
}

for (const [width, height] of [...low, [820, 1180]]) {
  const there = { viewport: { width, height }, hasTouch: true };

  pageTest(`the time has a tab of its own at ${width} by ${height}`, there, async ({ page, address }) => {
    await open(page, address);
    await page.getByTestId("tab-time").tap();
    assert.ok(await page.getByTestId("timeline").isVisible());
    assert.ok(!(await page.getByTestId("story").isVisible()), "the story gives way");
    const { height: high } = await box(page, ".timeline-axis");
    assert.ok(high >= 120, `${high} pixels for the lines`);
    // Buttons stand over the lines, and each picture in the middle of its button.
    const tools = await box(page, ".timeline-tools");
    const axis = await box(page, ".timeline-axis");
    assert.ok(tools.y + tools.height <= axis.y + 1, JSON.stringify([tools, axis]));
    const off = await page.locator(".timeline-tools button:has(svg)").evaluateAll((buttons) =>
      buttons.map((button) => {
        const middle = (one) => {
          const { x, y, width, height } = one.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        };
        const [a, b] = [middle(button), middle(button.querySelector("svg"))];
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
      }),
    );
    assert.ok(off.length === 2 && Math.max(...off) < 1, `${off} pixels from the middle`);
    await fits(page, "the time");
    await page.getByTestId("tab-story").tap();
    assert.ok(await page.getByTestId("story").isVisible());
  });
}

for (const [width, height] of [
  [360, 740],
  [390, 844],
  [844, 390],
  [820, 1180],
  [1440, 900],
]) {
  for (const locale of ["en-GB", "zh-CN"]) {
    const there = { viewport: { width, height }, locale };

    pageTest(`nothing moves while time runs, ${width} by ${height}, ${locale}`, there, async ({ page, address }) => {
      await openPaused(page, address);
      const seen = new Set();
      // Every event of the opening, its commit and what comes after.
      for (let i = 0; i < 45; i += 1) {
        await page.getByTestId("step-on").click();
        seen.add(
          await page.evaluate(() =>
            [".stage", ".strip", ".stage-top", ".tools"]
              .map((part) => {
                const { y, height } = document.querySelector(part).getBoundingClientRect();
                return `${part} ${Math.round(y)} ${Math.round(height)}`;
              })
              .join(", "),
          ),
        );
      }
      await verdict(page, "committed");
      assert.deepEqual([...seen].slice(1), [], [...seen][0]);
      // Nor when nodes are to be chosen for a split.
      const before = await box(page, ".stage");
      await press(page, "s");
      await page.getByTestId("splitting").waitFor();
      assert.deepEqual(await box(page, ".stage"), before);
      assert.ok(await page.getByTestId("cut-cancel").isVisible());
      await press(page, "Escape");
      await page.getByTestId("splitting").waitFor({ state: "detached" });
    });
  }
}

pageTest("where buttons have no room the choice of speed has the automatic pace", { viewport: { width: 390, height: 844 } }, async ({ page, address }) => {
  await open(page, address);
  const select = page.getByTestId("speed-select");
  const last = select.locator("option").last();
  assert.match(await last.textContent(), /✓/);
  const at = await select.evaluate((one) => one.selectedIndex);
  await select.selectOption({ index: 6 });
  await page.waitForFunction(() => !document.querySelector(".speed-select option:last-child").textContent.includes("✓"));
  assert.equal(await select.evaluate((one) => one.selectedIndex), at, "the speed stays");
  await select.selectOption({ index: 6 });
  await page.waitForFunction(() => document.querySelector(".speed-select option:last-child").textContent.includes("✓"));
});

for (const locale of ["en-GB", "zh-CN"]) {
  pageTest(`a timer's row keeps its height while its time runs down, ${locale}`, { locale }, async ({ page, address }) => {
    await openPaused(page, address);
    await press(page, "3");
    const heights = new Map();
    for (let i = 0; i < 45; i += 1) {
      await page.getByTestId("step-on").click();
      const rows = await page.locator(".field.timer").evaluateAll((rows) =>
        rows.map((row) => [row.firstElementChild.textContent, Math.round(row.offsetHeight)]),
      );
      for (const [name, height] of rows) heights.set(name, (heights.get(name) ?? new Set()).add(height));
    }
    assert.ok(heights.size > 0, "the node has a timer");
    for (const [name, seen] of heights) assert.equal(seen.size, 1, `${name}: ${[...seen]} pixels high`);
  });
}

pageTest("a notice covers nothing of the chart", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await press(page, "g");
  await page.locator("[data-testid=layout-chart][aria-pressed=true]").waitFor();
  await press(page, "k");
  const toast = await box(page, "[data-testid=toast]");
  const stage = await box(page, ".stage");
  assert.ok(toast.y + toast.height <= stage.y, JSON.stringify([toast, stage]));
});
