// What tests do with the page, in the words of its users.

import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";

/** Opens the page and waits until the program, not the loading note, stands in it. */
export async function open(page, address, hash = "") {
  await page.goto(address + hash);
  await page.locator("#page:not(:has(.boot))").waitFor();
}

/** Opens the page with time standing still at the start of the story. */
export async function openPaused(page, address, hash = "") {
  await open(page, address, hash);
  await pause(page);
  await page.getByTestId("to-start").click();
  return state(page, { at: 0 });
}

/** What the page says about its run. */
export async function run(page) {
  const { hash, step, at, end, inFlight } = await page.getByTestId("run").evaluate((root) => ({ ...root.dataset }));
  return { hash, step: Number(step), at: Number(at), end: Number(end), inFlight: Number(inFlight) };
}

/** Waits until the run is as told: numbers and words are compared, functions are asked. */
export async function state(page, wanted) {
  let seen;
  for (let left = 200; left > 0; left -= 1) {
    seen = await run(page);
    const fits = ([name, value]) => (typeof value === "function" ? value(seen[name]) : seen[name] === value);
    if (Object.entries(wanted).every(fits)) return seen;
    await page.waitForTimeout(50);
  }
  assert.fail(`waited for ${Object.keys(wanted)}, but the run is ${JSON.stringify(seen)}`);
}

export const playing = (page) => page.getByTestId("play").getAttribute("data-playing");

export async function pause(page) {
  if ((await playing(page)) === "yes") await page.getByTestId("play").click();
  await page.locator('[data-testid=play][data-playing="no"]').waitFor();
}

/** The settings, which the whole program brings. */
export async function settings(page) {
  await page.getByTestId("settings-open").click();
  await page.getByTestId("seed").waitFor({ state: "attached" });
}

/** Presses keys one after the other, the mouse untouched. */
export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** The highest speed: what is waited for is the outcome. */
export async function sprint(page) {
  await page.getByTestId("speed-5").click();
}

export const words = (page, id) => page.getByTestId(id).innerText();

export async function verdict(page, kind) {
  await page.locator(`[data-testid=verdict][data-kind="${kind}"]`).waitFor();
}

export async function condition(page, node, wanted) {
  await page.locator(`[data-testid=node-${node}][data-condition="${wanted}"]`).waitFor();
}

export async function islands(page, wanted) {
  await page.locator(`[data-testid=stage][data-islands="${wanted}"]`).waitFor();
}

/** The middle of a node's disc, in the window. */
export async function middle(page, node) {
  const box = await page.getByTestId(`node-${node}`).locator("circle").first().boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export async function fits(page, what) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= room, `${what}: ${wide} pixels wide in ${room}`);
}

/** Fails with a readable list if the page breaks a rule of WCAG 2 A or AA. */
export async function assertAccessible(page, what = "") {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const list = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.target.join(" ")).join("\n    ")}`,
  );
  assert.deepEqual(list, [], what);
}
