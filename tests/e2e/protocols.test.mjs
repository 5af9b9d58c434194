// One page for all protocols: each plays, explains itself, and can be put beside another.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, condition, open, pause, press, run, sprint, state, verdict, words } from "./support/page.mjs";

const protocols = ["register", "paxos", "raft"];

async function choose(page, protocol) {
  await page.locator(`[data-testid=shelf-${protocol}] > summary`).click();
  await page.getByTestId(`offer-${protocol}`).click();
}

for (const [locale, dark] of [["en-GB", false], ["zh-CN", true]]) {
  for (const protocol of protocols) {
    pageTest(`${protocol} plays and explains itself (${locale})`, { locale, colorScheme: dark ? "dark" : "light" }, async ({ page, address }) => {
      await open(page, address);
      await choose(page, protocol);
      await sprint(page);
      const commits = page.locator('[data-promise=commits][data-standing="reached"]');
      await commits.waitFor({ timeout: 30_000 });
      await page.locator('[data-testid=history-row][data-seen="committed"]').waitFor({ timeout: 30_000 });
      await pause(page);
      for (const part of ["essay", "simplified"]) {
        const card = page.getByTestId(part);
        await card.locator("summary").click();
        assert.ok((await card.innerText()).length > 80, `${part} says something`);
      }
      assert.ok((await page.locator("[data-testid^=rule-]").count()) >= 3, "rules to break");
      // A node speaks the protocol's own words.
      await press(page, "1");
      assert.ok((await page.getByTestId("inspector").locator(".field").count()) >= 2);
      await assertAccessible(page, protocol);
    });
  }
}

pageTest("a timer can be made to go off, and an administrator obeyed", {}, async ({ page, address }) => {
  await open(page, address);
  await choose(page, "raft");
  await pause(page);
  await press(page, "2");
  await page.getByTestId("ring-0").first().click();
  await sprint(page);
  await page.getByTestId("play").click();
  await page.locator('[data-testid=history-row][data-seen="committed"]').waitFor({ timeout: 30_000 });
  await pause(page);
  await press(page, "2");
  assert.match(await words(page, "role"), /leader/i);
  await page.getByTestId("orders").locator("summary").click();
  await page.getByTestId("orders").getByRole("button", { name: /hand the lead to node 3/i }).click();
  await page.getByTestId("play").click();
  await press(page, "3");
  await page.locator("[data-testid=role]", { hasText: /leader/i }).waitFor({ timeout: 30_000 });
});

pageTest("a client appends and reads, and the answers fit", {}, async ({ page, address }) => {
  await open(page, address);
  await choose(page, "raft");
  await sprint(page);
  const committed = page.locator('[data-testid=history-row][data-seen="committed"]');
  await committed.waitFor({ timeout: 30_000 });
  await page.getByTestId("client-A").focus();
  await press(page, "Enter");
  await page.getByTestId("ask-append").click();
  await committed.nth(1).waitFor({ timeout: 30_000 });
  await page.getByTestId("ask-read").click();
  const answer = page.locator('[data-testid=history-row][data-seen="answered"]');
  await answer.waitFor({ timeout: 30_000 });
  assert.match(await answer.innerText(), /x = 7\d/, "7 and a digit after it");
  assert.equal(await page.locator("[data-promise=linearizable]").getAttribute("data-standing"), "holds");
});

pageTest("two settings side by side are told apart by what differs", {}, async ({ page, address }) => {
  await open(page, address);
  await pause(page);
  await page.locator("[data-testid=shelf-raft] > summary").click();
  await page.getByTestId("offer-raft-returns").click();
  // The whole program has to be there first.
  await page.getByTestId("param-pre_vote").waitFor({ state: "attached" });
  await press(page, "c");
  const side = (id) => page.getByTestId(id).locator(".side-name");
  await side("side-second").waitFor();
  await page.getByTestId("param-pre_vote").check();
  await side("side-second").filter({ hasText: "Trial vote first on" }).waitFor();
  assert.match(await side("side-first").innerText(), /Trial vote first off/);
  await page.getByTestId("rule-no_log_check").check();
  await side("side-second").filter({ hasText: "broken: Vote for anyone" }).waitFor();
  assert.doesNotMatch(await side("side-first").innerText(), /broken/);
});

pageTest("two runs side by side have the same faults and one clock", {}, async ({ page, address }) => {
  await open(page, address);
  await pause(page);
  // By keyboard alone: compare, then choose another protocol for the second side.
  await press(page, "c");
  await page.getByTestId("side-second").waitFor();
  await page.getByTestId("protocol").selectOption("raft");
  const first = page.getByTestId("side-first");
  const second = page.getByTestId("side-second");
  await second.locator("button", { hasText: "Raft" }).waitFor();
  await sprint(page);
  await page.getByTestId("play").click();
  await state(page, { at: (at) => at > 2_000_000 });
  await pause(page);
  await first.getByTestId("node-5").click();
  await press(page, "k");
  for (const side of [first, second]) {
    await side.locator('[data-testid=node-5][data-condition="down"]').waitFor();
  }
  // Back in time both are as they were.
  await page.getByTestId("to-start").click();
  await state(page, { at: 0 });
  for (const side of [first, second]) {
    await side.locator('[data-testid=node-5][data-condition="up"]').waitFor();
  }
  await assertAccessible(page, "comparing");
  // A link brings both back.
  await page.getByTestId("to-end").click();
  await page.evaluate(() => Object.defineProperty(window, "isSecureContext", { value: false }));
  await page.getByTestId("share").click();
  const link = page.url();
  assert.match(link, /&vs=/);
  const here = await run(page);
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByTestId("side-second").locator('[data-testid=node-5][data-condition="down"]').waitFor();
  assert.equal((await run(page)).hash, here.hash);
  await press(page, "c");
  await condition(page, 5, "down");
  assert.equal(await page.getByTestId("side-second").count(), 0);
});
