// What cannot be is refused where it is asked for, in words, and the run goes on.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, condition, open, openPaused, pause, playing, press, run, settings, sprint, state, verdict, words } from "./support/page.mjs";

pageTest("numbers out of range are refused where they are typed", {}, async ({ page, address }) => {
  await open(page, address);
  await settings(page);
  const field = page.getByTestId("param-nodes");
  for (const text of ["0", "102", "abc", "1e9", "-3", "2.5", ""]) {
    const before = await run(page);
    await field.fill(text);
    assert.equal(await field.getAttribute("aria-invalid"), "true", `“${text}”`);
    const why = page.locator(`#${await field.getAttribute("aria-describedby")}`);
    assert.match(await why.innerText(), /\b1\b.*\b101\b/, `“${text}”`);
    await field.press("Enter");
    await state(page, { at: (at) => at > before.at });
  }
  assert.equal(await page.locator("[data-condition]").count(), 5, "the old number is in force");
  assert.equal(await playing(page), "yes");
  await field.blur();
  assert.equal(await field.inputValue(), "5");
});

pageTest("a value that is refused is not written, by mouse or by keyboard", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await page.getByTestId("client-A").click();
  const field = page.locator("#ask-value");
  await field.fill("123456");
  const { hash } = await run(page);
  for (const press of [() => page.getByTestId("ask-write").click(), () => page.getByTestId("ask-write").press("Enter")]) {
    await press();
    assert.match(await page.locator("#ask-value-why").innerText(), /0.*9999/);
    assert.match(await page.getByTestId("toasts").innerText(), /0.*9999/);
    assert.equal(await field.inputValue(), "123456", "nothing typed is lost");
    assert.equal((await run(page)).hash, hash);
  }
  await field.fill("12");
  await page.getByTestId("ask-write").click();
  await page.getByText("x = 12").first().waitFor();
});

pageTest("a number in range starts the run anew, and can be taken back", {}, async ({ page, address }) => {
  await open(page, address);
  await settings(page);
  const field = page.getByTestId("param-nodes");
  await field.fill("101");
  await field.press("Enter");
  await page.getByTestId("node-101").waitFor();
  await field.fill("1");
  await field.press("Enter");
  await page.getByTestId("node-2").waitFor({ state: "detached" });
  await page.getByTestId("toast-action").click();
  await page.getByTestId("node-101").waitFor();
});

pageTest("what would not fit is told where it was changed, and what is not on show refuses nothing", {}, async ({ page, address }) => {
  await open(page, address);
  await settings(page);
  const enter = async (id, text) => {
    await page.getByTestId(id).fill(text);
    await page.getByTestId(id).press("Enter");
  };
  await page.getByTestId("param-threshold").selectOption("t_plus_one");
  await enter("param-t", "4");
  await enter("param-nodes", "3");
  const why = page.locator("#param-nodes-why");
  await why.waitFor();
  assert.match(await why.innerText(), /Faults tolerated t.*\b0\b.*\b2\b/);
  assert.match(await page.locator("#param-t-why").innerText(), /\b0\b.*\b2\b/);
  await page.getByTestId("node-5").waitFor();

  await page.getByTestId("param-threshold").selectOption("majority");
  await page.getByTestId("param-t").waitFor({ state: "detached" });
  await enter("param-nodes", "3");
  await page.getByTestId("node-4").waitFor({ state: "detached" });
});

for (const [what, hash] of [
  ["cut short", "#s=AQEEdm90&at=3.1"],
  ["of letters that none has", "#s=!!%00<script>&at=0.0"],
  ["of another version", "#s=_wEE"],
  ["far too long", `#s=${"A".repeat(70_000)}`],
]) {
  pageTest(`a link ${what} is refused in words`, {}, async ({ page, address }) => {
    await open(page, address, hash);
    assert.ok((await words(page, "toast")).length > 20);
    await sprint(page);
    await verdict(page, "committed");
  });
}

pageTest("a broken link that is followed leaves the run as it is", {}, async ({ page, address }) => {
  await open(page, address);
  await pause(page);
  const before = await run(page);
  await page.evaluate(() => {
    location.hash = "#s=AQEEdm90";
  });
  await page.getByTestId("toast").waitFor();
  assert.deepEqual(await run(page), before);
});

pageTest("after a failure there is a card, the run's link, and a fresh start", {}, async ({ page, address, problems }) => {
  await open(page, address);
  await sprint(page);
  await verdict(page, "committed");
  await pause(page);
  await press(page, "2", "k");
  await condition(page, 2, "down");
  const before = await run(page);
  // The program takes it for granted that the document takes attributes, and panics when not.
  await page.evaluate(() => {
    document.documentElement.setAttribute = () => {
      throw new Error("made to fail");
    };
  });
  await press(page, "t");
  const card = page.getByTestId("crash");
  await card.waitFor();
  assert.match(await card.innerText(), /made to fail/);
  assert.ok(await page.getByTestId("crash-reset").evaluate((button) => button === document.activeElement));
  await assertAccessible(page);
  // The dead page is out of reach.
  for (const _ of [1, 2, 3, 4, 5, 6]) {
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => !document.activeElement.closest("#page")));
  }
  const link = await card.getByRole("link").getAttribute("href");
  await press(page, "l", "r", "k");
  assert.ok(problems.splice(0).length > 0, "the cause is in the console too");

  await page.evaluate(() => {
    delete document.documentElement.setAttribute;
    globalThis.stillHere = true;
  });
  await page.getByTestId("crash-reset").click();
  await sprint(page);
  await verdict(page, "committed");
  assert.equal(await card.count(), 0);
  assert.ok(await page.evaluate(() => globalThis.stillHere), "nothing was loaded anew");

  const other = await page.context().newPage();
  await open(other, link);
  const after = await run(other);
  assert.deepEqual([after.step, after.hash], [before.step, before.hash]);
  // And what was done by hand can be taken back there.
  await press(other, "z");
  await condition(other, 2, "up");
});
