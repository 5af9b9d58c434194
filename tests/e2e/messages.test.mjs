// A message in flight is looked into, lost, doubled and hurried by hand.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { middle, openPaused, press, run, state, words } from "./support/page.mjs";

/** Steps on until several messages are well under way. */
async function openWithMessages(page, address) {
  let seen = await openPaused(page, address);
  while (seen.inFlight < 4) {
    assert.ok(seen.step < 40, "messages fly within a few events");
    await page.getByTestId("step-on").click();
    seen = await state(page, { step: seen.step + 1 });
  }
  return seen;
}

/** Finds a message between two nodes by pointing along the line, as a person would. */
async function pick(page, pairs) {
  for (const [from, to] of pairs) {
    const [a, b] = [await middle(page, from), await middle(page, to)];
    for (let part = 0.2; part < 0.85; part += 0.06) {
      await page.mouse.click(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part);
      if (await page.getByTestId("fate").isVisible()) return;
    }
  }
  assert.fail("no message lies on these lines");
}

const fromPrimary = [2, 3, 4, 5].flatMap((node) => [
  [1, node],
  [node, 1],
]);

/** What the inspector says next to a name. */
const told = (page, name) => page.getByTestId("inspector").locator(".field", { hasText: name }).locator("dd").innerText();

/** When the chosen message is due, in milliseconds. */
async function due(page) {
  const words = await told(page, "Due at");
  assert.match(words, /^\d+ ms$/);
  return Number.parseInt(words, 10);
}

const fate = (page, wanted) => page.getByTestId("fate").filter({ hasText: wanted }).waitFor();

/** Goes on, event by event, until the run is past a time in milliseconds. */
async function stepPast(page, time) {
  for (let seen = await run(page); seen.at <= time * 1000; ) {
    assert.ok(seen.step < 100, `it is past ${time} ms within a few events`);
    await page.getByTestId("step-on").click();
    seen = await state(page, { step: seen.step + 1 });
  }
}

pageTest("a message is looked into and dropped, and never arrives", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  assert.ok((await page.getByTestId("inspector").locator("dd").count()) >= 3, "it says what is in it");
  await fate(page, /^arrives in/);
  await page.getByTestId("drop").click();
  await fate(page, /^dropped at/);
  assert.equal(await page.getByTestId("drop").getAttribute("aria-disabled"), "true");
  assert.equal((await run(page)).at, before.at);
  await stepPast(page, await due(page));
  await fate(page, /^dropped at/);
});

pageTest("a message is doubled, and the copy is one of its own", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  const what = () => page.getByTestId("inspector").locator("h2").first().innerText();
  const copy = page.getByTestId("inspector").locator(".route .pill");
  const [said, way] = [await what(), await words(page, "inspector").then((all) => all.match(/Node \d → Node \d/)[0])];
  assert.ok(!(await copy.isVisible()), "it is no copy itself");
  await page.getByTestId("inspector").getByTestId("duplicate").click();
  await state(page, { inFlight: before.inFlight + 1 });

  for (let left = before.inFlight + 1; left > 0 && !(await copy.isVisible()); left -= 1) await press(page, "m");
  assert.equal(await copy.innerText(), "copy");
  assert.equal(await what(), said);
  assert.ok((await words(page, "inspector")).includes(way), `it goes the same way, ${way}`);
  await stepPast(page, await due(page));
  await fate(page, /^arrived at/);
});

pageTest("a message is delivered now", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  const now = Math.round(before.at / 1000);
  assert.ok((await due(page)) > now, "it would take longer by itself");
  await page.getByTestId("deliver").click();
  await page.getByTestId("inspector").locator(".field", { hasText: "Due at" }).filter({ hasText: `${now} ms` }).waitFor();
  await page.getByTestId("step-on").click();
  await fate(page, `arrived at ${now} ms`);
  assert.equal(await page.getByTestId("deliver").getAttribute("aria-disabled"), "true");
  assert.equal((await run(page)).at, before.at);
});

pageTest("a message is held up and arrives that much later", {}, async ({ page, address }) => {
  const before = await openWithMessages(page, address);
  await pick(page, fromPrimary);
  const planned = await due(page);
  await page.getByTestId("delay").click();
  await page.getByTestId("inspector").getByText(`${planned + 200} ms`, { exact: true }).waitFor();
  assert.equal(await due(page), planned + 200);
  const { inFlight, at } = await run(page);
  assert.deepEqual({ inFlight, at }, { inFlight: before.inFlight, at: before.at });
  await stepPast(page, planned);
  await fate(page, /^arrives in/);
  await stepPast(page, planned + 200);
  await fate(page, `arrived at ${planned + 200} ms`);
});

pageTest("the cause of a message is one click away", {}, async ({ page, address }) => {
  await openWithMessages(page, address);
  await pick(page, fromPrimary);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const before = await run(page);
  const sent = Number.parseInt(await told(page, "Sent at"), 10);
  await page.getByTestId("cause").click();
  const { at } = await state(page, { step: (step) => step < before.step });
  assert.equal(Math.round(at / 1000), sent);
});
