// The page starts under a sub-path and the content policy, is small, and says so if it cannot start.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, open } from "./support/page.mjs";
import { dist } from "./support/server.mjs";

pageTest("the page starts under a sub-path", {}, async ({ page, address }) => {
  await open(page, address);
  assert.equal(await page.title(), "Quorate");
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
});

pageTest("the page starts when its file is named", {}, async ({ page, address }) => {
  await open(page, `${address}index.html`);
  assert.match(page.url(), /index\.html/);
});

pageTest("the first screen is accessible", {}, async ({ page, address }) => {
  await open(page, address);
  await assertAccessible(page);
});

const without = (ending) => (path) =>
  path.endsWith(ending) ? { status: 404, type: "text/plain", body: "gone" } : undefined;

for (const [missing, locale, words] of [
  [".wasm", "en-GB", /could not start/],
  [".wasm", "zh-CN", /无法启动/],
  ["en.txt", "en-GB", /en.txt: 404/],
]) {
  pageTest(
    `a page without ${missing} says that it cannot start (${locale})`,
    { locale, change: without(missing) },
    async ({ page, address, problems }) => {
      await page.goto(address);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      assert.match(await alert.innerText(), words);
      const said = problems.splice(0);
      assert.ok(said.length > 0, "the cause is in the console too");
      assert.ok(!said.some((problem) => problem.startsWith("policy:")), said.join("\n"));
    },
  );
}

pageTest("without scripts the page asks for them", { javaScriptEnabled: false }, async ({ page, address }) => {
  await page.goto(address);
  assert.match(await page.locator("body").innerText(), /WebAssembly/);
});

// What a plain address fetches before the page is there. The whole program, which index.html names
// for later, is not part of it.
const FIRST_LOAD_MAX = 300_000;

test("the first load clears its bar", async () => {
  const page = await readFile(join(dist, "index.html"), "utf8");
  const files = (await readdir(dist)).filter(
    (name) => name === "index.html" || (page.includes(name) && !name.startsWith("quorate-page-")),
  );
  const size = async (name) => gzipSync(await readFile(join(dist, name)), { level: 9 }).length;
  let sum = 0;
  for (const name of files) {
    sum += await size(name);
  }
  // And the language that boot.js fetches, at its largest.
  sum += Math.max(...(await Promise.all(["lean-en", "lean-zh"].map((name) => size(`${name}.txt`)))));
  assert.ok(files.some((name) => name.startsWith("quorate-lean-")), "the lean program is named");
  assert.ok(files.length >= 4, `only ${files} are named by the page`);
  assert.ok(sum <= FIRST_LOAD_MAX, `${sum} bytes`);
});
