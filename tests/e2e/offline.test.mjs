// After one visit the page works without a network, and says when there is a new version.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pageTest } from "./support/browser.mjs";
import { open } from "./support/page.mjs";
import { dist } from "./support/server.mjs";

/** Until everything is kept and the worker answers for the page. */
async function kept(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done));
    }
  });
}

pageTest("without a network the page runs as before", {}, async ({ page, address }) => {
  await open(page, address);
  await kept(page);
  await page.context().setOffline(true);
  await page.reload();
  await page.getByTestId("run").waitFor();
  await page.getByTestId("offer-peer").click();
  await page.locator('[data-testid="verdict"][data-kind="committed"]').waitFor({ timeout: 30_000 });
  // A link works offline, too, whatever stands behind its question mark.
  await page.goto(`${address}?from=course`);
  await page.getByTestId("run").waitFor();
  await page.context().setOffline(false);
});

// A host that has put up another version: every byte of the worker counts.
let renewed = false;
const another = (path) =>
  renewed && path === "sw.js" ? { type: "text/javascript", body: worker.replace(/VERSION = "\w+"/, 'VERSION = "other"') } : undefined;
const worker = await readFile(join(dist, "sw.js"), "utf8");

pageTest("a new version is offered and taken", { change: another }, async ({ page, address }) => {
  assert.match(worker, /const FILES = \["boot.js", /, "the build lists what is kept");
  await open(page, address);
  await kept(page);
  renewed = true;
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  const take = page.getByRole("button", { name: "Take it" });
  await take.waitFor();
  const before = await page.getByTestId("run").getAttribute("data-at");
  await Promise.all([page.waitForEvent("load"), take.click()]);
  await page.getByTestId("run").waitFor();
  // A browser that is busy is given the page anew, which keeps itself once it runs.
  await page.waitForFunction(async () => {
    const names = await caches.keys();
    return names.length === 1 && names[0].endsWith(" other");
  }, null, { timeout: 40_000 });
  const after = await page.getByTestId("run").getAttribute("data-at");
  assert.ok(Number(after) >= Number(before), "at the moment where it was");
});
