// The page within a page of another origin: what it shows, what it hears and what it says.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, fits, open, state } from "./support/page.mjs";

/** A page of another origin around a frame; it keeps what it hears from there. */
async function around(page, frameAddress, size = { width: 720, height: 480 }) {
  const server = createServer((request, response) => {
    if (request.url !== "/") return response.writeHead(204).end();
    const { port } = server.address();
    const src = frameAddress.replace("ORIGIN", encodeURIComponent(`http://127.0.0.1:${port}`));
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    return response.end(`<!doctype html><html lang="en"><title>A course</title>
      <script>
        heard = [];
        addEventListener("message", (event) => heard.push({ from: event.origin, ...event.data }));
      </script>
      <main><h1>A course</h1>
      <iframe title="Quorate" src="${src.replaceAll("&", "&amp;")}" width="${size.width}" height="${size.height}"></iframe></main>`);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.unref();
  }
  const frame = page.frameLocator("iframe");
  await frame.getByTestId("run").waitFor();
  return frame;
}

const say = (page, message) =>
  page.evaluate((it) => document.querySelector("iframe").contentWindow.postMessage(it, "*"), { quorate: 1, ...message });

/** Waits until something that fits has been heard, and forgets all until then. */
async function hears(page, fits) {
  for (let left = 200; left > 0; left -= 1) {
    const heard = await page.evaluate(() => heard);
    const at = heard.findIndex(fits);
    if (at >= 0) {
      await page.evaluate((count) => heard.splice(0, count), at + 1);
      return heard[at];
    }
    await page.waitForTimeout(50);
  }
  const heard = await page.evaluate(() => JSON.stringify(heard.slice(-5)));
  return assert.fail(`not heard: ${fits}; the last were ${heard}`);
}

const is = (event) => (message) => message.event === event;

pageTest("a page of the origin that is named hears the run and moves it", {}, async ({ page, address }) => {
  const frame = await around(page, `${address}?embed=ORIGIN`);
  const ready = await hears(page, is("ready"));
  assert.deepEqual([ready.quorate, ready.from], [1, new URL(address).origin]);
  await say(page, { do: "speed", speed: 5 });
  await say(page, { do: "play" });
  const going = await hears(page, ({ event, moment, playing }) => event === "moment" && playing && moment.ms > 0);
  assert.ok(going.end.ms >= going.moment.ms, JSON.stringify(going));
  const committed = await hears(page, ({ event, kind }) => event === "verdict" && kind === "committed");
  assert.match(committed.says, /\w/);
  // The answer is still on its way when the value is committed; what changes is told again.
  const kept = ({ promises }) => Object.values(promises).every((word) => word === "holds" || word === "reached");
  if (!kept(committed)) {
    assert.equal(committed.promises.answered, "pending", JSON.stringify(committed));
    await page.waitForFunction(
      () => heard.some(({ event, promises }) => event === "verdict" && promises.answered === "holds"),
    );
    assert.ok(kept(await hears(page, is("verdict"))), "what holds once the client is answered");
  }
  await say(page, { do: "goTo", ms: 128.5 });
  const there = await hears(page, ({ event, playing }) => event === "moment" && !playing);
  assert.equal(there.moment.ms, 128.5);
  assert.ok(there.end.ms >= there.moment.ms, JSON.stringify(there));
  await say(page, { do: "goTo", step: 3 });
  await hears(page, ({ event, moment }) => event === "moment" && moment.step === 3);
  await say(page, { do: "stepOn" });
  await hears(page, ({ event, moment }) => event === "moment" && moment.step === 4);
  await say(page, { do: "speak", lang: "zh" });
  await frame.locator("html[lang^=zh]").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("quorate-lang")), null);
});

pageTest("what cannot be done is refused with a sentence", {}, async ({ page, address }) => {
  await around(page, `${address}?embed=ORIGIN`);
  await hears(page, is("ready"));
  for (const [message, why] of [
    [{ quorate: 2, do: "play" }, /version 1/],
    [{ do: "explode" }, /no such command/],
    [{}, /no such command/],
    [{ do: "goTo", ms: -1 }, /^ms:/],
    [{ do: "goTo", ms: NaN }, /^ms:/],
    [{ do: "goTo", step: "<b>" }, /^ms:/],
    [{ do: "goTo", step: 2 ** 60 }, /^step:/],
    [{ do: "open", run: "s=" }, /^run:/],
    [{ do: "open", run: "s=AQAA" }, /damaged/],
  ]) {
    await say(page, message);
    const refused = await hears(page, is("refused"));
    assert.match(refused.why, why, JSON.stringify(message));
  }
});

pageTest("what ends says so", {}, async ({ page, address, fresh }) => {
  const other = await fresh();
  await open(other, address);
  await other.getByTestId("shelf-paxos").locator("summary").click();
  await other.getByTestId("offer-paxos").click();
  await other.locator("[data-testid=offer-paxos][aria-pressed=true]").waitFor();
  await other.getByTestId("share").click();
  const link = await other.getByTestId("share-link").inputValue();
  await around(page, `${address}?embed=ORIGIN#${link.split("#")[1]}`);
  await hears(page, is("ready"));
  await say(page, { do: "speed", speed: 5 });
  await say(page, { do: "play" });
  const { moment } = await hears(page, is("ended"));
  assert.ok(moment.step > 10, JSON.stringify(moment));
});

pageTest("another run is opened, branches and all, and can be taken out of the frame", {}, async ({ page, address, fresh }) => {
  const other = await fresh();
  await open(other, address);
  await other.getByTestId("shelf-raft").locator("summary").click();
  await other.getByTestId("offer-raft").click();
  await other.locator("[data-testid=offer-raft][aria-pressed=true]").waitFor();
  await state(other, { step: (step) => step > 20 });
  await other.getByTestId("share").click();
  const link = await other.getByTestId("share-link").inputValue();
  const { hash } = await state(other, {});

  const frame = await around(page, `${address}?embed=ORIGIN`);
  await hears(page, is("ready"));
  await say(page, { do: "open", run: link.split("#")[1] });
  await frame.locator(`[data-testid=run][data-hash="${hash}"]`).waitFor();
  // What is told of a run is not kept for the next.
  await hears(page, is("verdict"));
  const out = await frame.getByTestId("embed-open").getAttribute("href");
  assert.equal(out.split("#")[0], address);
  await other.goto("about:blank");
  await open(other, out);
  await state(other, { hash });
});

pageTest("keys play a frame and open nothing that it lacks", {}, async ({ page, address }) => {
  const frame = await around(page, `${address}?embed=ORIGIN`);
  await hears(page, is("ready"));
  await say(page, { do: "pause" });
  await frame.locator('[data-testid=play][data-playing="no"]').waitFor();
  // Whoever has pressed something in a frame has its keys go there.
  await frame.getByTestId("to-start").click();
  await hears(page, ({ event, moment }) => event === "moment" && moment.ms === 0);
  for (const key of ["b", "c", "d", "e", "s", "v", "l", "t", "?"]) await page.keyboard.press(key);
  await page.keyboard.press("ArrowRight");
  await hears(page, ({ event, moment }) => event === "moment" && moment.ms > 0);
  assert.equal(await frame.locator("dialog[open], .with-diagram, .comparing, .is-splitting, [data-testid=splitting]").count(), 0);
  assert.equal(await frame.locator("html").getAttribute("lang"), "en");
  const kept = await frame.locator("html").evaluate(() => Object.keys(localStorage));
  assert.deepEqual(kept.filter((key) => /lang|theme/.test(key)), []);
  // Files and the browser's own keys for them are left alone, and nothing is kept for a reload.
  const taken = await frame.locator("body").evaluate((body) => {
    const held = new DataTransfer();
    held.items.add(new File(["{}"], "scenario.json", { type: "application/json" }));
    const shared = { bubbles: true, cancelable: true };
    const events = [
      ...["dragenter", "dragover", "drop"].map((name) => new DragEvent(name, { dataTransfer: held, ...shared })),
      ...["s", "o"].map((key) => new KeyboardEvent("keydown", { key, ctrlKey: true, ...shared })),
    ];
    document.dispatchEvent(new Event("visibilitychange"));
    return [...events.filter((event) => !body.dispatchEvent(event)).map(({ type }) => type), ...Object.keys(sessionStorage)];
  });
  assert.deepEqual(taken, []);
});

for (const [name, query] of [
  ["of another origin", "?embed=https://course.example"],
  ["of any other origin where none is named", "?embed"],
  ["where the origin is a star", "?embed=*"],
  ["where the origin is that of any sandbox", "?embed=data:,a"],
]) {
  pageTest(`a page ${name} hears nothing and moves nothing`, {}, async ({ page, address, problems }) => {
    const frame = await around(page, `${address}${query}`);
    await frame.getByTestId("play").click();
    const before = await frame.getByTestId("play").getAttribute("data-playing");
    await say(page, { do: "play" });
    await say(page, { do: "pause" });
    await say(page, { do: "play" });
    await page.waitForTimeout(300);
    assert.equal(await frame.getByTestId("play").getAttribute("data-playing"), before);
    assert.deepEqual(await page.evaluate(() => heard), []);
    // The browser says that a message went nowhere, which it did.
    const said = problems.splice(0);
    assert.ok(said.every((problem) => problem.includes("postMessage")), said.join("\n"));
  });
}

for (const size of [
  { width: 320, height: 260 },
  { width: 720, height: 480 },
]) {
  pageTest(`the stage and the transport fit a frame of ${size.width} × ${size.height}`, {}, async ({ page, address }) => {
    const frame = await around(page, `${address}?embed=ORIGIN`, size);
    await frame.locator("body").waitFor();
    for (const id of ["play", "stage", "verdict", "embed-open"]) {
      const box = await frame.getByTestId(id).boundingBox();
      const outer = await page.locator("iframe").boundingBox();
      const inside = box.x >= outer.x && box.y >= outer.y;
      const ends = box.x + box.width <= outer.x + outer.width + 4 && box.y + box.height <= outer.y + outer.height + 4;
      assert.ok(inside && ends && box.height > 10, `${id}: ${JSON.stringify([box, outer])}`);
    }
    assert.equal(await frame.getByTestId("story").count(), 0);
  });

  pageTest(`the page in a frame of ${size.width} × ${size.height} is accessible`, { viewport: size }, async ({ page, address }) => {
    await open(page, `${address}?embed`);
    await page.getByTestId("play").click();
    await fits(page, "the frame");
    await assertAccessible(page, "the frame");
  });
}
