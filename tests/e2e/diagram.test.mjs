// The large space-time diagram: what is in it, and of an event what led to it and what followed.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, fits, open, pause, press, run, sprint, state, verdict, words } from "./support/page.mjs";

async function opened(page, address) {
  await open(page, address);
  await verdict(page, "committed");
  await page.waitForTimeout(600);
  await pause(page);
  await press(page, "d");
  await page.getByTestId("diagram").waitFor();
  await shown(page, (count) => count > 5);
}

const count = async (page) => Number(await page.getByTestId("diagram-axis").getAttribute("data-shown"));

/** Until so many messages are drawn. */
async function shown(page, wanted) {
  for (let left = 100; left > 0; left -= 1) {
    if (wanted(await count(page))) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`${await count(page)} messages are drawn`);
}

pageTest("with the keyboard one walks from event to event and sees causes", {}, async ({ page, address }) => {
  await opened(page, address);
  await page.getByTestId("diagram-axis").focus();
  await press(page, "ArrowRight");
  const about = page.getByTestId("diagram-words");
  // The client's request: nothing came before it.
  const led = page.locator(".diagram-led");
  await led.getByText(/^0 events may have led to it$/).waitFor();
  const first = await words(page, "diagram-words");
  await press(page, "ArrowDown", "ArrowRight");
  await led.getByText(/^[1-9]\d* events? may have led to it$/).waitFor();
  assert.notEqual(await words(page, "diagram-words"), first);
  const before = (await run(page)).step;
  await press(page, "Enter");
  await state(page, { step: (step) => step > 0 && step < before });
  await press(page, "Escape");
  await about.filter({ hasText: "Click an event" }).waitFor();
  // A second D closes it, and nothing of it stays.
  await press(page, "d");
  await page.getByTestId("diagram").waitFor({ state: "detached" });
});

pageTest("an event is clicked, messages are named, kinds are hidden", {}, async ({ page, address }) => {
  await opened(page, address);
  const axis = page.getByTestId("diagram-axis");
  const box = await axis.boundingBox();
  const tip = axis.locator(".timeline-tip");
  // Somewhere along the first line there is a message that goes down from it.
  let named = "";
  for (let x = 100; x < box.width && !/client A/.test(named); x += 4) {
    await page.mouse.move(box.x + x, box.y + 45);
    await page.waitForTimeout(30);
    if (await tip.isVisible()) named = await tip.innerText();
  }
  assert.match(named, /please x = 7: client A to node 1/);
  await page.mouse.down();
  await page.mouse.up();
  await page.getByTestId("diagram-words").filter({ hasText: "may follow" }).waitFor();
  await page.getByTestId("inspector").filter({ hasText: "please x = 7" }).waitFor();

  const all = await count(page);
  await page.getByTestId("diagram-kinds").locator("summary").click();
  await page.getByTestId("kind-message.commit").uncheck();
  await shown(page, (now) => now < all);
  await page.getByTestId("diagram-kinds").filter({ hasText: "1 kind hidden" }).waitFor();
  await page.getByTestId("kind-message.commit").check();
  await shown(page, (now) => now === all);
  await page.getByTestId("diagram-kinds").locator("summary").click();
  await page.getByTestId("diagram-fold").click();
  await shown(page, (now) => now > all);
});

pageTest("the diagram is moved and zoomed, and does not run away", {}, async ({ page, address }) => {
  await opened(page, address);
  const all = await count(page);
  const box = await page.getByTestId("diagram-axis").boundingBox();
  const middle = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(...middle);
  for (let i = 0; i < 12; i += 1) await page.mouse.wheel(0, -300);
  await shown(page, (now) => now < all);
  await page.getByTestId("diagram-fit").click();
  await shown(page, (now) => now >= all);
  const { at } = await run(page);
  await page.mouse.down();
  await page.mouse.move(middle[0] - 400, middle[1], { steps: 8 });
  await page.mouse.up();
  assert.equal((await run(page)).at, at, "dragging shows another time and goes nowhere");
  await page.getByTestId("diagram-fit").click();
  await page.mouse.dblclick(box.x + box.width * 0.3, box.y + 12);
  await state(page, { at: (now) => now < at });
});

pageTest("two fingers stretch the diagram", { hasTouch: true }, async ({ page, address }) => {
  await opened(page, address);
  const all = await count(page);
  const box = await page.getByTestId("diagram-axis").boundingBox();
  const session = await page.context().newCDPSession(page);
  const y = box.y + box.height / 2;
  const touch = (type, apart) => {
    const at = (x, id) => ({ x: box.x + box.width * 0.8 + x, y, id });
    const touchPoints = apart === undefined ? [] : [at(-apart, 1), at(apart, 2)];
    return session.send("Input.dispatchTouchEvent", { type, touchPoints });
  };
  await touch("touchStart", 20);
  for (const apart of [30, 40, 50, 60, 70, 80, 90]) await touch("touchMove", apart);
  await touch("touchEnd");
  await shown(page, (now) => now < all);
});

for (const [name, options, language] of [
  ["on a phone in Chinese", { viewport: { width: 390, height: 844 }, hasTouch: true, locale: "zh-CN" }, "时空图"],
  ["in the dark", { colorScheme: "dark" }, "Space-time diagram"],
]) {
  pageTest(`the diagram is accessible ${name}`, options, async ({ page, address }) => {
    await open(page, address);
    await verdict(page, "committed");
    await page.getByTestId("diagram-open").click();
    await page.getByTestId("diagram").waitFor();
    assert.equal(await page.getByTestId("diagram").getAttribute("aria-label"), language);
    await shown(page, (now) => now > 5);
    await fits(page, name);
    await assertAccessible(page, name);
  });
}

pageTest("another run is on the diagram as on the stage", {}, async ({ page, address }) => {
  await opened(page, address);
  await page.getByTestId("diagram-axis").focus();
  await press(page, "ArrowRight");
  await page.getByTestId("diagram-go").waitFor();
  await sprint(page);
  await press(page, "c");
  await page.getByTestId("side-second").waitFor();
  await page.getByTestId("diagram").waitFor();
  await assertAccessible(page, "comparing with the diagram");
});
