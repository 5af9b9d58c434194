// Scenario files: saved, opened by button, key and drop, played with their captions, and refused by
// name without losing what is on the stage.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { pageTest } from "./support/browser.mjs";
import { open, pause, press, run, sprint, state, verdict, words } from "./support/page.mjs";

const file = (text, name = "scenario.json") => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });

/** Chooses a file in the browser's list, shown by `show`. */
async function choose(page, show, text) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), show()]);
  await chooser.setFiles(file(text));
}

const byButton = async (page, text) => {
  if (!(await page.getByTestId("open-file").isVisible())) await press(page, "e");
  await choose(page, () => page.getByTestId("open-file").click(), text);
};

/** Has the whole program come, which is what hears of files. */
async function whole(page) {
  await press(page, "e");
  await page.getByTestId("open-file").waitFor();
  await press(page, "Escape");
  await page.getByTestId("open-file").waitFor({ state: "detached" });
}

/** Drops a file on the page, as far as a page can do that to itself. */
async function drop(page, text, upTo = ["dragenter", "dragover", "drop"]) {
  for (const name of upTo) {
    await page.evaluate(
      ([name, text]) => {
        const held = new DataTransfer();
        held.items.add(new File([text], "scenario.json", { type: "application/json" }));
        document.body.dispatchEvent(new DragEvent(name, { dataTransfer: held, bubbles: true, cancelable: true }));
      },
      [name, text],
    );
  }
}

const story = JSON.stringify({
  version: 1,
  title: { en: "Seven nodes, one falls", zh: "七个节点，停一个" },
  about: { en: "Watch who is still enough." },
  layout: "chart",
  protocol: "vote",
  params: { mode: "coordinator", nodes: 7 },
  plan: [
    { at: 60000, action: { request: { client: "A", command: { write: { key: "x", value: 3 } } } } },
    { at: 90000, action: { kill: 7 } },
  ],
  captions: [
    { at: 0, en: "All seven are there.", zh: "七个都在。" },
    { at: 90000, en: "Node 7 <b>falls</b>.", zh: "节点 7 停机。" },
  ],
});

pageTest("a file is opened, told, played and taken back", {}, async ({ page, address }) => {
  await open(page, address);
  await sprint(page);
  await verdict(page, "committed");
  await pause(page);
  const before = await run(page);
  await byButton(page, story);
  await page.getByTestId("node-7").waitFor();
  await page.getByTestId("files-sheet").waitFor({ state: "hidden" });
  assert.equal(await words(page, "story-title"), "Seven nodes, one falls");
  assert.match(await words(page, "story"), /Watch who is still enough/);
  assert.equal(await page.getByTestId("layout-chart").getAttribute("aria-pressed"), "true");
  await page.locator('[data-testid=node-7][data-condition="down"]').waitFor();
  // Words of a file are words, whatever is in them.
  assert.equal(await words(page, "caption"), "Node 7 <b>falls</b>.");
  await page.getByTestId("language").click();
  await page.getByText("节点 7 停机。").waitFor();
  await page.getByTestId("language").click();
  await pause(page);
  await page.getByTestId("to-start").click();
  await page.getByText("All seven are there.").waitFor();

  await page.getByTestId("toast-action").click();
  await state(page, { hash: before.hash, step: before.step });
  assert.equal(await page.getByTestId("caption").count(), 0);
});

pageTest("what is saved opens again, and is its own test", {}, async ({ page, address }) => {
  await open(page, address);
  await sprint(page);
  await verdict(page, "committed");
  await press(page, "2", "k", "r");
  await state(page, { step: (step) => step > 60 });
  await pause(page);
  await press(page, "e");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-export").click()]);
  assert.equal(download.suggestedFilename(), "quorate-vote.json");
  const text = await readFile(await download.path(), "utf8");
  const saved = JSON.parse(text);
  assert.ok(saved.plan.some(({ action }) => action.kill === 2), "what was done by hand is in the plan");
  assert.equal(saved.expect.promises.agreement, "holds");
  assert.equal(saved.layout, "ring");
  await byButton(page, text);
  await state(page, { at: (at) => at > saved.expect.until });
  await page.locator('[data-testid=node-2][data-condition="down"]').waitFor();
  await page.locator('[data-testid=as-expected][data-met="yes"]').waitFor();

  saved.expect.promises.agreement = "broken";
  saved.expect.answered = 99;
  await byButton(page, JSON.stringify(saved));
  await page.locator('[data-testid=as-expected][data-met="no"]').waitFor();
  assert.match(await words(page, "as-expected"), /agreement: expected broken, but it is holds[^]*answered: expected 99/);
});

pageTest("a file is opened with the browser's own keys", {}, async ({ page, address }) => {
  // Heard from the beginning: a key is quicker than asking the browser for its list.
  page.on("filechooser", () => {});
  await open(page, address);
  await pause(page);
  await whole(page);
  await choose(page, () => page.keyboard.press("Control+o"), story);
  await page.getByTestId("node-7").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
  const saved = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.equal(saved.title.en, "Seven nodes, one falls");
  assert.equal(saved.captions.length, 2);
});

pageTest("a file can be dropped anywhere", {}, async ({ page, address }) => {
  await open(page, address);
  await whole(page);
  await drop(page, story, ["dragenter", "dragover"]);
  await page.getByTestId("drop-here").waitFor();
  await drop(page, story, ["dragleave"]);
  await page.getByTestId("drop-here").waitFor({ state: "hidden" });
  await drop(page, story);
  await page.getByTestId("node-7").waitFor();
  assert.equal(await page.getByTestId("drop-here").count(), 0);
});

pageTest("a file dropped on the small program brings the whole one", {}, async ({ page, address }) => {
  await open(page, address);
  await drop(page, story);
  await page.getByTestId("node-7").waitFor();
  assert.equal(await words(page, "story-title"), "Seven nodes, one falls");
  await page.getByTestId("files-sheet").waitFor({ state: "hidden" });
});

// A piece that is there many times is written once, with how often.
const pieces = (file) => (Array.isArray(file) ? file : [file]).map((piece) => (Array.isArray(piece) ? piece[0].repeat(piece[1]) : piece));
const hostile = (await readFile(new URL("../hostile_files/files.jsonl", import.meta.url), "utf8"))
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .map(({ file, names }) => ({
    names,
    text: pieces(file).join(""),
  }));

pageTest("a hostile file is refused by name, and nothing is lost", {}, async ({ page, address }) => {
  await open(page, address);
  await sprint(page);
  await verdict(page, "committed");
  await pause(page);
  await press(page, "e");
  const before = await run(page);
  assert.ok(hostile.length > 90);
  let told = "";
  for (const { text, names } of hostile) {
    await byButton(page, text);
    const refused = page.getByTestId("file-refused");
    await page.waitForFunction(
      ([names]) => document.querySelector("[data-testid=file-refused]")?.textContent.includes(names),
      [names],
    );
    told = await refused.innerText();
    assert.equal(await refused.locator("*").count(), 0, "no markup");
  }
  assert.match(told, /200000/);
  assert.deepEqual(await run(page), before);
  await press(page, "Escape");
  await drop(page, "{");
  await page.getByTestId("toast").waitFor();
  assert.match(await words(page, "toast"), /line 1, column 2/);
  assert.deepEqual(await run(page), before);
});

pageTest("a file that is too large is not read, and says so in Chinese", { locale: "zh-CN" }, async ({ page, address }) => {
  await open(page, address);
  await press(page, "e");
  await byButton(page, " ".repeat((4 << 20) + 1));
  await page.getByTestId("file-refused").waitFor();
  assert.match(await words(page, "file-refused"), /超过 4 MB/);
});
