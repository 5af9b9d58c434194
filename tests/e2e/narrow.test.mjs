// On a phone everything is there, one panel at a time, and fingers do what the mouse does.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, fits, islands, middle, open, pause, playing, press } from "./support/page.mjs";

const tabs = ["inspect", "promises", "settings", "time", "story"];

for (const [width, height] of [
  [360, 740],
  [390, 844],
]) {
  const phone = { viewport: { width, height }, hasTouch: true, isMobile: true };

  pageTest(`everything fits ${width} by ${height}`, phone, async ({ page, address }) => {
    await open(page, address);
    for (const tab of tabs) {
      await page.getByTestId(`tab-${tab}`).tap();
      assert.equal(await page.getByTestId("run").getAttribute("data-tab"), tab);
      assert.ok(await page.locator(`[data-panel=${tab}]`).first().isVisible(), tab);
      await fits(page, tab);
    }
    const stage = await page.getByTestId("stage").boundingBox();
    assert.ok(stage.width >= width * 0.8 && stage.height >= 200, JSON.stringify(stage));
    assert.ok(await page.getByTestId("verdict").isVisible());
    assert.equal(await playing(page), "yes");
    await page.getByTestId("play").tap();
    assert.equal(await playing(page), "no");
    await page.getByTestId("step-on").tap();
  });

  pageTest(`fingers select and kill at ${width} by ${height}`, phone, async ({ page, address }) => {
    await open(page, address);
    await pause(page);
    const third = await middle(page, 3);
    await page.touchscreen.tap(third.x, third.y);
    await page.locator('[data-testid=node-3][aria-pressed="true"]').waitFor();
    assert.ok(await page.getByTestId("inspector").isVisible(), "what was chosen is shown");
    await page.getByTestId("kill").tap();
    await condition(page, 3, "down");

    await page.getByTestId("split").tap();
    // The one that was only looked at is not among them.
    for (const node of [4, 5]) {
      const { x, y } = await middle(page, node);
      await page.touchscreen.tap(x, y);
    }
    await page.getByTestId("cut-off").tap();
    await islands(page, "1 2 3|4 5");
    await fits(page, "with a split");
  });

  pageTest(`a finger cuts links in any direction at ${width} by ${height}`, phone, async ({ page, address }) => {
    await open(page, address);
    await pause(page);
    const session = await page.context().newCDPSession(page);
    const touch = (type, point) => session.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
    const [third, fourth] = await Promise.all([3, 4].map((node) => middle(page, node)));
    const [x, y] = [(third.x + fourth.x) / 2, third.y];
    await touch("touchStart", { x, y: y - 25 });
    for (let on = -20; on <= 20; on += 5) await touch("touchMove", { x, y: y + on });
    await touch("touchEnd");
    assert.ok(Number(await page.getByTestId("stage").getAttribute("data-faults")) >= 2);
  });

  for (const locale of ["en-GB", "zh-CN"]) {
    const there = { ...phone, locale };

    pageTest(`the chart is a tap away, ${width} by ${height}, ${locale}`, there, async ({ page, address }) => {
      await open(page, address);
      const chart = page.getByTestId("layout-chart");
      await chart.tap();
      await page.locator("[data-testid=layout-chart][aria-pressed=true]").waitFor();
      // Its last box holds what it says, also once that is a tick and two numbers.
      await page.locator(".chart-back.decided").waitFor();
      const of = (part) => page.locator(`.chart-back ${part}`).boundingBox();
      const [box, words] = [await of(".commit"), await of(".commit-words")];
      assert.ok(words.x >= box.x + 4 && words.x + words.width <= box.x + box.width - 4, JSON.stringify([box, words]));
      await page.getByTestId("layout-ring").tap();
      await page.locator("[data-testid=layout-ring][aria-pressed=true]").waitFor();
      await press(page, "g");
      await page.locator("[data-testid=layout-chart][aria-pressed=true]").waitFor();
      await fits(page, "the chart");
    });

    pageTest(`all controls of time are at hand, ${width} by ${height}, ${locale}`, there, async ({ page, address }) => {
      await open(page, address);
      await pause(page);
      // No choice of speed is cut off: it is as wide as the browser itself would make it without its
      // last entry, which is no speed and is never what it shows.
      const select = page.locator(".speed-select");
      const [wide, natural] = await select.evaluate((one) => {
        const wide = one.offsetWidth;
        const pace = one.lastElementChild;
        pace.remove();
        one.style.width = "auto";
        const natural = one.offsetWidth;
        one.style.width = "";
        one.append(pace);
        return [wide, natural];
      });
      assert.ok(wide >= natural, `${wide} of the ${natural} pixels it needs`);
      // The longest that a clock ever says.
      await page.getByTestId("clock").evaluate((clock) => (clock.textContent = clock.textContent.replace(/[\d.]+/, "9999")));
      const ends = await page.locator(".transport :is(button, select):visible").evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().right),
      );
      assert.ok(ends.length >= 7 && Math.max(...ends) <= width - 4, `they end at ${ends} of ${width}`);
    });
  }
}
