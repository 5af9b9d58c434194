// What can be done to a link or a node is done by mouse and by keyboard alike, and can be seen.

import assert from "node:assert/strict";
import { pageTest } from "./support/browser.mjs";
import { condition, islands, middle, openPaused, press } from "./support/page.mjs";

const english = {
  slow: "delay 500 %",
  lossy: "30 % lost",
  both: "delay 500 % · 30 % lost",
  troubled: "troubled",
  cut: "cut",
  fine: "fine",
  mend: "Mend",
  punctual: "keeps time",
  fast: "20 % fast",
  paused: "paused",
  running: "running",
  resume: "Resume",
  apart: "cut off",
};
const chinese = {
  slow: "延迟 500%",
  lossy: "丢失 30%",
  both: "延迟 500% · 丢失 30%",
  troubled: "有故障",
  cut: "已切断",
  fine: "正常",
  mend: "修复",
  punctual: "准时",
  fast: "快 20%",
  paused: "已暂停",
  running: "运行中",
  resume: "继续",
  apart: "被隔离",
};

const isFocused = (target) => target.evaluate((element) => element === document.activeElement);

/** Walks to an element with the tab key alone, the shorter way. */
async function tabTo(page, target) {
  const isBehind = (element) => element.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING;
  const key = (await target.evaluate(isBehind)) ? "Shift+Tab" : "Tab";
  for (let left = 80; left > 0 && !(await isFocused(target)); left -= 1) await press(page, key);
  assert.ok(await isFocused(target), `${key} leads to ${target}`);
}

const mouse = {
  async chooseLink(page) {
    const [a, b] = [await middle(page, 1), await middle(page, 3)];
    await page.mouse.click((a.x + b.x) / 2, (a.y + b.y) / 2);
  },
  async chooseNode(page) {
    const { x, y } = await middle(page, 3);
    await page.mouse.click(x, y);
  },
  push: (page, button) => button.click(),
  setFast: (page, select) => select.selectOption({ index: 1 }),
};

const keyboard = {
  chooseLink: (page) => press(page, "3", "n"),
  chooseNode: (page) => press(page, "3"),
  async push(page, button) {
    await tabTo(page, button);
    await press(page, "Enter");
    assert.ok(await isFocused(button), "the button keeps the focus");
  },
  async setFast(page, select) {
    await tabTo(page, select);
    await press(page, "ArrowUp");
  },
};

/** The keys that stand for buttons. */
const letters = { pause: "p", isolate: "i", heal: "h" };

const keys = {
  ...keyboard,
  push: async (page, button) => press(page, letters[await button.getAttribute("data-testid")]),
};

const ways = [
  ["by mouse", {}, mouse, english],
  ["by keyboard", {}, keyboard, english],
  ["by keyboard in Chinese", { locale: "zh-CN" }, keyboard, chinese],
];
const waysWithKeys = [...ways, ["by its key", {}, keys, english]];

const faults = (page, wanted) => page.locator(`[data-testid=stage][data-faults="${wanted}"]`).waitFor();
const says = (part, wanted) => part.getByText(wanted, { exact: true }).waitFor();

/** A direction of the link between nodes 1 and 3, in the inspector. */
const direction = (page, from, to) =>
  page.getByTestId("inspector").locator(".direction").filter({ hasText: new RegExp(`${from} → \\D*${to}`) });

async function assertNearer(page, mark, node, other) {
  const { x, y, width, height } = await mark.boundingBox();
  const way = async (to) => {
    const end = await middle(page, to);
    return Math.hypot(x + width / 2 - end.x, y + height / 2 - end.y);
  };
  assert.ok((await way(node)) < (await way(other)), `the mark stands before node ${node}`);
}

for (const [way, options, hand, texts] of ways) {
  pageTest(`a link is made slow and lossy ${way}`, options, async ({ page, address }) => {
    await openPaused(page, address);
    await hand.chooseLink(page);
    const mark = page.locator(".links .trouble-mark");
    for (const [id, on, wanted] of [
      ["slow", "true", texts.slow],
      ["lossy", "true", texts.both],
      ["slow", "false", texts.lossy],
    ]) {
      await hand.push(page, page.getByTestId(id));
      await mark.filter({ hasText: new RegExp(`^${wanted}$`) }).waitFor();
      await page.locator(`[data-testid=${id}][aria-pressed=${on}]`).waitFor();
      await faults(page, 2);
      await says(direction(page, 1, 3), texts.troubled);
      await says(direction(page, 3, 1), texts.troubled);
    }
    await hand.push(page, page.getByTestId("lossy"));
    await mark.waitFor({ state: "detached" });
    await faults(page, 0);
    await says(direction(page, 1, 3), texts.fine);
  });

  pageTest(`a link is cut one way and the other and mended ${way}`, options, async ({ page, address }) => {
    await openPaused(page, address);
    await hand.chooseLink(page);
    const head = page.locator(".links .cut-head");
    for (const [from, to] of [
      [1, 3],
      [3, 1],
    ]) {
      const button = direction(page, from, to).getByTestId("cut-one-way");
      await hand.push(page, button);
      await faults(page, 1);
      await says(direction(page, from, to), texts.cut);
      await says(direction(page, to, from), texts.fine);
      await assertNearer(page, head, to, from);
      await hand.push(page, button);
      await faults(page, 0);
      await says(direction(page, from, to), texts.fine);
      await head.waitFor({ state: "detached" });
    }

    for (const [from, to] of [
      [1, 3],
      [3, 1],
    ]) {
      await hand.push(page, direction(page, from, to).getByTestId("cut-one-way"));
      await says(direction(page, from, to), texts.cut);
    }
    await faults(page, 2);
    assert.deepEqual([await head.count(), await page.locator(".links .cut-mark").count()], [0, 1]);
    const whole = page.getByTestId("cut");
    assert.equal(await whole.innerText(), texts.mend);
    await hand.push(page, whole);
    await faults(page, 0);
    await says(direction(page, 1, 3), texts.fine);
    await says(direction(page, 3, 1), texts.fine);
  });

  pageTest(`a node's clock is made fast and put right ${way}`, options, async ({ page, address }) => {
    await openPaused(page, address);
    await hand.chooseNode(page);
    const select = page.getByTestId("skew");
    const badge = page.getByTestId("node-3").locator(".badge path");
    const chosen = () => select.evaluate((one) => one.selectedOptions[0].text);
    assert.equal(await chosen(), texts.punctual);
    await badge.waitFor({ state: "detached" });
    await hand.setFast(page, select);
    await badge.waitFor();
    assert.equal(await chosen(), texts.fast);
    await hand.push(page, page.getByTestId("undo"));
    await badge.waitFor({ state: "detached" });
    assert.equal(await chosen(), texts.punctual);
  });
}

for (const [way, options, hand, texts] of waysWithKeys) {
  pageTest(`a node is paused and goes on ${way}`, options, async ({ page, address }) => {
    await openPaused(page, address);
    await hand.chooseNode(page);
    const button = page.getByTestId("pause");
    const said = page.getByTestId("condition");
    const words = page.getByTestId("node-3").locator(".words.role");
    await hand.push(page, button);
    await condition(page, 3, "paused");
    assert.equal(await said.innerText(), texts.paused);
    assert.equal(await words.textContent(), texts.paused);
    assert.equal(await button.innerText(), texts.resume);
    await hand.push(page, button);
    await condition(page, 3, "up");
    assert.equal(await said.innerText(), texts.running);
    assert.equal(await words.count(), 0);
  });

  pageTest(`a node is isolated and its links are mended ${way}`, options, async ({ page, address }) => {
    await openPaused(page, address);
    await hand.chooseNode(page);
    await hand.push(page, page.getByTestId("isolate"));
    await islands(page, "1 2 4 5|3");
    await faults(page, 8);
    const apart = page.getByTestId("inspector").locator(".pill", { hasText: texts.apart });
    await apart.waitFor();
    assert.equal(await page.locator(".links .cut-mark").count(), 4);
    await hand.push(page, page.getByTestId("heal"));
    await islands(page, "1 2 3 4 5");
    await faults(page, 0);
    await apart.waitFor({ state: "hidden" });
  });
}

pageTest("keys for nodes ask for one that is chosen", {}, async ({ page, address }) => {
  await openPaused(page, address);
  for (const key of ["p", "i"]) {
    await press(page, key);
    await page.getByTestId("toast").filter({ hasText: "Choose a node first" }).waitFor();
    await page.getByTestId("toast-close").click();
    await page.getByTestId("toast").waitFor({ state: "detached" });
  }
  await faults(page, 0);
  assert.equal(await page.locator('.node:not([data-condition="up"])').count(), 0);
});
