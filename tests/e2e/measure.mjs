// Measures the built page in a real browser and prints `name value` lines; `cargo xtask bench` runs
// it and compares. By hand: `node measure.mjs hunt|frames|crowd|diagram|memory`. Nothing here passes or fails.

import { launch } from "./support/chromium.mjs";
import { open, pause, run, settings } from "./support/page.mjs";
import { serve } from "./support/server.mjs";

/** How long each goes on, in milliseconds on the wall, and how often it is repeated. */
const STRETCH = 5_000;
const GOES = 3;

const say = (name, value) => console.log(`${name} ${typeof value === "number" ? Number(value.toFixed(2)) : value}`);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Settings, typed into the page as a visitor would. */
async function arrange(page, fields) {
  if ((await page.getByTestId("settings-open").count()) > 0) await settings(page);
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
  for (const [id, value] of Object.entries(fields)) {
    const field = page.getByTestId(id);
    if (await field.evaluate((element) => element.tagName === "SELECT")) {
      await field.selectOption(typeof value === "number" ? { index: value } : value);
    } else {
      await field.fill(String(value));
      await field.press("Enter");
    }
  }
}

/** What the main thread does over a stretch of playing, per frame. */
async function stretch(page, metrics) {
  const before = await metrics();
  const frames = await page.evaluate(
    (length) =>
      new Promise((done) => {
        const stamps = [];
        const frame = (now) => {
          stamps.push(now);
          if (now - stamps[0] < length) requestAnimationFrame(frame);
          else done({ count: stamps.length - 1, length: now - stamps[0] });
        };
        requestAnimationFrame(frame);
      }),
    STRETCH,
  );
  const after = await metrics();
  const perFrame = (name) => ((after[name] - before[name]) * 1_000) / frames.count;
  return {
    task: perFrame("TaskDuration"),
    script: perFrame("ScriptDuration"),
    layout: perFrame("LayoutDuration") + perFrame("RecalcStyleDuration"),
    fps: (frames.count / frames.length) * 1_000,
  };
}

async function metricsOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
}

/** A frame's time while a busy cluster plays at the usual speed. */
async function frames(page) {
  const metrics = await metricsOf(page);
  for (const nodes of [5, 15, 31]) {
    await arrange(page, { "param-nodes": nodes, busy: 100 });
    await page.waitForTimeout(1_000);
    const goes = [];
    for (let go = 0; go < GOES; go += 1) goes.push(await stretch(page, metrics));
    for (const what of ["task", "script", "layout", "fps"]) {
      say(`frame_${what}_${nodes}`, median(goes.map((each) => each[what])));
    }
  }
}

/** Frames a second while very many messages are under way. */
async function crowd(page) {
  const metrics = await metricsOf(page);
  const long = { "delay-shape": 0, delay: 10_000, patience: 60_000, "param-patience_ms": 10_000 };
  for (const [wanted, fields] of [
    [1_000, { ...long, "param-nodes": 33, "param-mode": "peer", clients: 2, busy: 10 }],
    [5_000, { ...long, "param-nodes": 73, "param-mode": "peer", clients: 2, busy: 10 }],
  ]) {
    await arrange(page, fields);
    // With a fixed pace nothing is skipped, and the messages stay under way long enough.
    if ((await page.getByTestId("pace").getAttribute("aria-pressed")) === "true") await page.getByTestId("pace").click();
    await page.getByTestId("speed-5").click();
    for (let left = 600; left > 0 && (await run(page)).inFlight < wanted; left -= 1) await page.waitForTimeout(50);
    await page.getByTestId("speed-2").click();
    await page.waitForTimeout(300);
    const goes = [];
    const counts = [];
    for (let go = 0; go < GOES; go += 1) {
      counts.push((await run(page)).inFlight);
      goes.push(await stretch(page, metrics));
      counts.push((await run(page)).inFlight);
    }
    say(`crowd_messages_${wanted}`, Math.min(...counts));
    for (const what of ["fps", "task", "script"]) say(`crowd_${what}_${wanted}`, median(goes.map((each) => each[what])));
  }
}

/** Memory over an hour of simulated play at the highest speed. */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  const kept = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const wasm = await page.evaluate(() => globalThis.wasmMemory.buffer.byteLength);
    return { js: usedSize / 1e6, wasm: wasm / 1e6 };
  };
  await arrange(page, { busy: 100 });
  await page.getByTestId("speed-5").click();
  const started = Date.now();
  const sums = [];
  for (const minutes of [10, 20, 30, 40, 50, 60]) {
    while ((await run(page)).at < minutes * 60e6) {
      if ((Date.now() - started) / 1_000 > 900) throw new Error("an hour of play takes too long here");
      await page.waitForTimeout(250);
    }
    const { js, wasm } = await kept();
    say(`memory_js_${minutes}`, js);
    say(`memory_wasm_${minutes}`, wasm);
    sums.push(js + wasm);
  }
  say("memory_growth", sums.at(-1) / sums[2]);
  say("memory_events", (await run(page)).end);
  say("memory_seconds", (Date.now() - started) / 1_000);
}

/** The large diagram with ten thousand events in view, dragged to and fro. */
async function diagram(page) {
  const metrics = await metricsOf(page);
  await arrange(page, { clients: 6, busy: 10 });
  await page.getByTestId("speed-5").click();
  while ((await run(page)).step < 10_000) await page.waitForTimeout(100);
  await pause(page);
  await page.keyboard.press("d");
  await page.getByTestId("diagram-fit").click();
  await page.waitForTimeout(500);
  const axis = page.getByTestId("diagram-axis");
  const box = await axis.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const goes = [];
  for (let go = 0; go < GOES; go += 1) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    let dragging = true;
    const drag = async () => {
      for (let step = 0; dragging; step += 1) {
        await page.mouse.move(x + 60 * Math.sin(step / 8), y);
        await page.waitForTimeout(8);
      }
    };
    const dragged = drag();
    goes.push(await stretch(page, metrics));
    dragging = false;
    await dragged;
    await page.mouse.up();
  }
  say("diagram_events", (await run(page)).step);
  say("diagram_messages", Number(await axis.getAttribute("data-shown")));
  for (const what of ["fps", "task", "script"]) say(`diagram_${what}`, median(goes.map((each) => each[what])));
}

/** States a second of a hunt in its worker, all searches together, from pressing the button on. */
async function hunt(page) {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
  await page.getByTestId("offer-paxos-flexible").click();
  await page.locator("[data-testid=offer-paxos-flexible][aria-pressed=true]").waitFor();
  await pause(page);
  await page.getByTestId("to-start").click();
  const goes = [];
  for (let go = 0; go < GOES; go += 1) {
    await page.getByTestId("hunt-open").click();
    const began = Date.now();
    await page.getByTestId(go === 0 ? "hunt-begin" : "hunt-again").click();
    await page.locator("[data-testid=hunt][data-stand=searching]").waitFor();
    await page.locator("[data-testid=hunt][data-stand=done]").waitFor({ timeout: 120_000 });
    const seconds = (Date.now() - began) / 1_000;
    const told = await page.getByTestId("hunt-coverage").innerText();
    const states = [...told.matchAll(/([\d,]+) states/g)].map(([, count]) => Number(count.replaceAll(",", "")));
    goes.push(states.reduce((sum, count) => sum + count) / seconds);
    await page.keyboard.press("Escape");
  }
  say("hunt_states_per_second", Math.round(median(goes)));
}

const parts = { hunt, frames, crowd, diagram, memory };
const wanted = process.argv.slice(2);
const host = await serve();
const browser = await launch();
try {
  for (const part of wanted.length > 0 ? wanted : Object.keys(parts)) {
    const page = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 720 } });
    // The program's memory is nobody's business but its own, except here.
    await page.addInitScript(() => {
      for (const name of ["instantiate", "instantiateStreaming"]) {
        const original = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
          const made = await original.apply(WebAssembly, given);
          globalThis.wasmMemory = (made.instance ?? made).exports.memory;
          return made;
        };
      }
    });
    await open(page, host.address);
    await parts[part](page);
    await pause(page);
    await page.close();
  }
} finally {
  await browser.close();
  await host.stop();
}
