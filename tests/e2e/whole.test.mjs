// A plain address opens a small program; choosing another protocol brings the whole one.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, open, openPaused, pause, press, run, sprint, state, verdict, words } from "./support/page.mjs";

/** The scripts of programs that the page has fetched. */
const programs = (page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ initiatorType, name }) => initiatorType !== "fetch" && /\/quorate-(lean|page)-[^/]*\.js/.test(name))
      .map(({ name }) => name.match(/quorate-(lean|page)/)[1]),
  );

/** Until the run of this protocol is on the stage. */
async function running(page, protocol) {
  await page.locator(`[data-testid=shelf-${protocol}][open]`).waitFor();
  await page.locator(`[data-testid=offer-${protocol}][aria-pressed=true]`).waitFor();
}

async function choose(page, protocol) {
  const shelf = page.getByTestId(`shelf-${protocol}`);
  if ((await shelf.getAttribute("open")) === null) await shelf.locator("summary").click();
  await page.getByTestId(`offer-${protocol}`).click();
}

pageTest("a plain address fetches the small program alone", {}, async ({ page, address }) => {
  await open(page, address);
  await verdict(page, "committed");
  assert.deepEqual(await programs(page), ["lean"]);
});

pageTest("choosing Paxos brings the whole program and runs it", {}, async ({ page, address }) => {
  await open(page, address);
  await page.getByTestId("theme").click();
  const look = () =>
    page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme].join());
  await page.getByTestId("language").click();
  await page.locator("html[lang^=zh]").waitFor();
  const before = await look();
  await sprint(page);
  await choose(page, "paxos");
  await running(page, "paxos");
  await verdict(page, "committed");
  assert.equal(await look(), before, "language and theme stay");
  assert.equal(await page.getByTestId("speed-5").getAttribute("aria-pressed"), "true", "and the speed");
  assert.deepEqual(await programs(page), ["lean", "page"]);
  assert.match(page.url(), /#s=/);
  assert.doesNotMatch(page.url(), /play/);

  // From here on nothing needs to be fetched.
  await choose(page, "raft");
  await running(page, "raft");
  assert.deepEqual(await programs(page), ["lean", "page"]);
});

pageTest("the run that was left for the whole program can be gone back to", {}, async ({ page, address }) => {
  const { hash, step } = await openPaused(page, address);
  await choose(page, "register");
  await running(page, "register");
  await page.getByTestId("toast-action").click();
  await state(page, { hash, step });
});

pageTest("the whole program goes on with the story where the small one left it", {}, async ({ page, address }) => {
  await open(page, address);
  await page.getByTestId("story-option-1").click();
  await verdict(page, "committed");
  await pause(page);
  const before = await words(page, "story");
  const { hash } = await run(page);
  await page.getByTestId("compare").click();
  await page.getByTestId("side-second").waitFor();
  await state(page, { hash });
  assert.equal(await words(page, "story"), before);
  assert.deepEqual(await programs(page), ["lean", "page"]);
});

pageTest("another protocol is compared with the vote", {}, async ({ page, address }) => {
  await openPaused(page, address);
  await page.getByTestId("step-on").click();
  const { step } = await run(page);
  await page.getByTestId("compare").click();
  // It takes the whole program; what is chosen before that is there is for one run alone.
  await page.getByTestId("stage").nth(1).waitFor();
  await page.getByTestId("protocol").selectOption("raft");
  await page.locator('[data-testid=protocol] option[value=raft]:checked').waitFor({ state: "attached" });
  await state(page, { step });
  assert.equal(await page.getByTestId("stage").count(), 2);
  assert.deepEqual(await programs(page), ["lean", "page"]);
});

pageTest("a link to Raft opens at once", {}, async ({ page, address, fresh }) => {
  await open(page, address);
  await choose(page, "raft");
  await running(page, "raft");
  await pause(page);
  await page.getByTestId("share").click();
  const { hash } = await run(page);
  const link = page.url();
  const other = await fresh();
  await open(other, link);
  await state(other, { hash });
  assert.deepEqual(await programs(other), ["page"]);
});

pageTest("what is done while the whole program is on its way is kept", { serviceWorkers: "block" }, async ({ page, address, problems }) => {
  let arrives;
  const here = new Promise((done) => (arrives = done));
  await page.route(/quorate-page-.*_bg\.wasm/, async (route) => {
    await here;
    await route.continue();
  });
  await openPaused(page, address);
  await page.getByTestId("help").click();
  await page.getByTestId("toasts").getByText("until it is here").waitFor();
  await press(page, "4", "k", "ArrowRight", "ArrowRight");
  await condition(page, 4, "down");
  const { hash, step } = await run(page);
  arrives();
  await page.getByTestId("help-sheet").waitFor();
  await state(page, { hash, step });
  await condition(page, 4, "down");
  assert.deepEqual(await programs(page), ["lean", "page"]);
  // The route above would not see what a service worker fetches.
  assert.match(problems.splice(0).join(), /^[^,]*registration blocked by Playwright$/);
});

const gone = { status: 404, type: "text/plain", body: "gone" };
const withoutWhole = (path) => (/quorate-page-.*\.wasm$/.test(path) ? gone : undefined);

pageTest("without the whole program the vote goes on", { change: withoutWhole }, async ({ page, address, problems }) => {
  await open(page, address);
  await choose(page, "paxos");
  await page.getByTestId("toast").filter({ hasText: "cannot be fetched" }).waitFor();
  await sprint(page);
  await verdict(page, "committed");
  // A vote without a coordinator is for the whole program, too.
  const refusals = page.getByTestId("toast").filter({ hasText: "cannot be fetched" });
  await refusals.waitFor({ state: "detached" });
  await page.getByTestId("offer-peer").click();
  await refusals.waitFor();
  await verdict(page, "committed");
  // A link to the vote needs nothing else; one to another protocol is answered with why not.
  const link = await page.evaluate(async () => {
    document.querySelector("[data-testid=share]").click();
    await new Promise((done) => setTimeout(done, 200));
    return location.href;
  });
  await page.goto("about:blank");
  await open(page, link);
  await page.getByTestId("run").waitFor();
  const said = problems.splice(0);
  assert.ok(said.every((problem) => /404/.test(problem)), said.join("\n"));
});
