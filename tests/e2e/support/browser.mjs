// One Chromium and one host for a file of tests, a fresh page for each test, and no test passes
// while the page complains: console errors, uncaught errors, policy violations, missing files.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { serve } from "./server.mjs";

let browser;
let host;

before(async () => {
  host = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await host?.stop();
});

/**
 * A test with a page of its own.
 *
 * `options` are playwright's for a context (viewport, colorScheme, locale, reducedMotion,
 * hasTouch, …) and `change`, which makes the host answer otherwise (see `serve`). `body` gets
 * `page`, not opened yet, the `address` of the built page, `fresh(options)`, a page for another
 * visitor, and `problems`, what the pages have complained about: a test that provokes a complaint
 * takes it out with `problems.splice(0)`.
 */
export function pageTest(name, options, body) {
  const { change, ...forContext } = options;
  test(name, { timeout: 60_000 }, async () => {
    const ownHost = change && (await serve({ change }));
    const contexts = [];
    const problems = [];
    const fresh = async (options) => {
      const context = await browser.newContext({ locale: "en-GB", ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await listenForProblems(page, problems);
      return page;
    };
    try {
      const page = await fresh(forContext);
      await body({ page, address: (ownHost ?? host).address, problems, fresh });
      if (options.javaScriptEnabled !== false) {
        // What is only just being reported gets a turn to arrive.
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
      }
      assert.deepEqual(problems, [], "the page complained");
    } finally {
      for (const context of contexts) await context.close();
      await ownHost?.stop();
    }
  });
}

async function listenForProblems(page, problems) {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`);
  });
  await page.exposeFunction("reportViolation", (text) => problems.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      globalThis.reportViolation(`${event.violatedDirective} blocked ${event.blockedURI || "inline"}`);
    });
  });
}
