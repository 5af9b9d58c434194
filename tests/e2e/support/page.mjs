// What tests do with the page, in the words of its users.

import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";

/** Opens the page and waits until the program, not the loading note, stands in it. */
export async function open(page, address, hash = "") {
  await page.goto(address + hash);
  await page.locator("#page:not(:has(.boot))").waitFor();
}

/** Fails with a readable list if the page breaks a rule of WCAG 2 A or AA. */
export async function assertAccessible(page) {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const list = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.target.join(" ")).join("\n    ")}`,
  );
  assert.deepEqual(list, []);
}
