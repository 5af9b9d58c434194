// Everything that a run can be saved as opens in what it is for: Mermaid's own parser and renderer,
// an XML parser, a picture decoder, JSON and tables.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pageTest } from "./support/browser.mjs";
import { assertAccessible, open, pause, press, sprint, state, verdict } from "./support/page.mjs";

const mermaid = createRequire(import.meta.url).resolve("@mermaid-js/tiny/dist/mermaid.tiny.js");
const links = new URL("../../static/scenarios/links.txt", import.meta.url);

/** Saves with a button of the sheet: the file's name and what is in it. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(button).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The run of the opening story after its commit, and the sheet of files open. */
async function sheet(page, address, what) {
  await open(page, address);
  // A phone has a list of speeds in place of buttons.
  if (await page.getByTestId("speed-5").isVisible()) await sprint(page);
  await verdict(page, "committed");
  await pause(page);
  await press(page, "e");
  await page.getByTestId(`export-${what}`).check();
}

/** A page that Mermaid runs in. */
async function withMermaid(fresh) {
  const page = await fresh({});
  await page.addScriptTag({ path: mermaid });
  await page.evaluate(() => globalThis.mermaid.initialize({ startOnLoad: false }));
  return page;
}

pageTest("a sequence diagram is drawn by Mermaid", {}, async ({ page, address, fresh }) => {
  await sheet(page, address, "sequence");
  const { name, bytes } = await saved(page, "save-export");
  assert.equal(name, "quorate-vote-sequence.mmd");
  const other = await withMermaid(fresh);
  const svg = await other.evaluate(async (text) => (await globalThis.mermaid.render("drawn", text)).svg, bytes.toString());
  for (const words of ["Client A", "Node 5", "commit x = 7?"]) assert.ok(svg.includes(words), words);
});

pageTest("Mermaid reads what is made of every story, in both languages", {}, async ({ page, address, fresh }) => {
  const stories = (await readFile(links, "utf8")).trim().split("\n").map((line) => line.split(" "));
  const texts = [];
  let last;
  for (const language of ["en", "zh"]) {
    for (const [story, link] of stories) {
      // Far enough for every story to have its point, and short enough to be drawn.
      await page.goto(`${address}#s=${link}&at=99999.2500000`);
      await page.locator("#page:not(:has(.boot))").waitFor();
      last = (await state(page, { at: 2_500_000, hash: (hash) => hash !== last })).hash;
      await press(page, "e");
      for (const what of ["sequence", "phases"]) {
        await page.getByTestId(`export-${what}`).check();
        texts.push([`${story} ${what} ${language}`, await page.getByTestId("export-text").textContent()]);
      }
      await press(page, "Escape");
      // The page has heard of it, too: a key before that would be for the sheet.
      await page.getByTestId("open-file").waitFor({ state: "detached" });
    }
    last = undefined;
    await page.getByTestId("language").click();
  }
  assert.equal(texts.length, stories.length * 4);
  const other = await withMermaid(fresh);
  const kinds = await other.evaluate(async (texts) => {
    const kinds = [];
    for (const [name, text] of texts) {
      const read = await globalThis.mermaid.parse(text).catch((why) => ({ diagramType: String(why) }));
      kinds.push([name, read.diagramType]);
    }
    return kinds;
  }, texts);
  for (const [name, kind] of kinds) {
    assert.equal(kind, name.includes("sequence") ? "sequence" : "flowchart-v2", name);
  }
  const chinese = texts.filter(([name]) => name.endsWith("zh"));
  for (const [name, text] of chinese) assert.match(text, /[\u4e00-\u9fff]/, name);
});

for (const what of ["stage", "diagram"]) {
  for (const colorScheme of ["light", "dark"]) {
    pageTest(`a picture of the ${what} is XML, and pixels (${colorScheme})`, { colorScheme }, async ({ page, address }) => {
      await sheet(page, address, what);
      const svg = await saved(page, "save-export");
      assert.equal(svg.name, `quorate-vote-${what}.svg`);
      const read = await page.evaluate((text) => {
        const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
        return { root: root.nodeName, wide: Number(root.getAttribute("width")), words: root.textContent };
      }, svg.bytes.toString());
      assert.equal(read.root, "svg");
      assert.match(read.words, /5/);

      const png = await saved(page, "save-png");
      assert.equal(png.name, `quorate-vote-${what}.png`);
      const seen = await page.evaluate(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const canvas = new OffscreenCanvas(picture.width, picture.height);
        const context = canvas.getContext("2d");
        context.drawImage(picture, 0, 0);
        const { data } = context.getImageData(0, 0, picture.width, picture.height);
        const colours = new Set();
        for (let at = 0; at < data.length; at += 4) colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
        return { wide: picture.width, colours: colours.size, paper: data[0] };
      }, png.bytes.toString("base64"));
      assert.equal(seen.wide, read.wide * 2);
      assert.ok(seen.colours > 20, `${seen.colours} colours`);
      assert.equal(seen.paper > 128, colorScheme === "light");
    });
  }
}

pageTest("a film is an animated picture of the part that was chosen", {}, async ({ page, address }) => {
  await sheet(page, address, "film");
  const small = async (field, value) => {
    await page.locator(field).fill(value);
    await page.locator(field).blur();
  };
  await page.getByTestId("export-part-between").click();
  await small("#export-from", "50");
  await small("#export-to", "250");
  await small("#export-seconds", "1");
  const film = await saved(page, "save-export");
  assert.equal(film.name, "quorate-vote-film.gif");
  const seen = await page.evaluate(async (base64) => {
    const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const decoder = new ImageDecoder({ data, type: "image/gif" });
    await decoder.tracks.ready;
    const count = decoder.tracks.selectedTrack.frameCount;
    const pictures = [];
    for (const frameIndex of [0, count - 1]) {
      const { image } = await decoder.decode({ frameIndex });
      const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      pictures.push(context.getImageData(0, 0, canvas.width, canvas.height).data);
    }
    const [first, last] = pictures;
    let changed = 0;
    for (let at = 0; at < first.length; at += 4) changed += Number(first[at] !== last[at]);
    return { count, changed, paper: [first[0], first[1], first[2]] };
  }, film.bytes.toString("base64"));
  assert.equal(seen.count, 12);
  assert.ok(seen.changed > 1_000, `${seen.changed} pixels differ`);
  assert.deepEqual(seen.paper, [255, 255, 255]);

  // One that takes too long can be stopped, and nothing is saved.
  await small("#export-seconds", "30");
  await page.getByTestId("save-export").click();
  await page.getByTestId("film-progress").waitFor();
  await page.getByTestId("stop-film").click();
  await page.getByTestId("save-export").waitFor();
});

pageTest("data is JSON, and a table", {}, async ({ page, address }) => {
  await sheet(page, address, "run");
  const { bytes } = await saved(page, "save-export");
  const data = JSON.parse(bytes.toString());
  const step = Number(await page.getByTestId("run").getAttribute("data-step"));
  assert.equal(data.events.length, step);
  assert.ok(data.messages.length > 5 && data.promises.length > 1);

  await page.getByTestId("export-history").check();
  const table = (await saved(page, "save-export")).bytes.toString();
  const lines = table.trim().split("\r\n").map((line) => line.split(","));
  assert.equal(lines[0][0], "client");
  assert.equal(lines[1][2], "x = 7");
  assert.ok(lines.every((cells) => cells.length === 7));
});

pageTest("a part of the run can be chosen", {}, async ({ page, address }) => {
  await sheet(page, address, "run");
  const events = async () => JSON.parse((await saved(page, "save-export")).bytes.toString()).events;
  const all = await events();
  await page.getByTestId("export-part-last").click();
  await page.locator("#export-last-count").fill("3");
  await page.locator("#export-last-count").blur();
  const last = await events();
  assert.ok(last.length >= 3 && last.length < all.length, `${last.length} of ${all.length}`);
  assert.deepEqual(last, all.slice(-last.length));
  await page.getByTestId("export-part-between").click();
  for (const [field, ms] of [["#export-from", "0"], ["#export-to", "100"]]) {
    await page.locator(field).fill(ms);
    await page.locator(field).blur();
  }
  const between = await events();
  assert.ok(between.length > 0 && between.every((event) => event.at_us <= 100_000));
});

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };
pageTest("a text can be copied", clipboard, async ({ page, address }) => {
  await sheet(page, address, "phases");
  await page.getByTestId("copy-export").click();
  await page.getByTestId("toast").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^flowchart LR/);
});

for (const options of [{}, { colorScheme: "dark", locale: "zh-CN", viewport: { width: 390, height: 844 } }]) {
  pageTest(`the sheet is accessible ${JSON.stringify(options)}`, options, async ({ page, address }) => {
    await sheet(page, address, "sequence");
    await assertAccessible(page);
    await page.getByTestId("export-stage").check();
    await assertAccessible(page);
    const wide = await page.getByTestId("files-sheet").evaluate((sheet) => sheet.scrollWidth <= sheet.clientWidth);
    assert.ok(wide, "nothing sticks out");
  });
}

pageTest("a picture follows the system into the dark", { colorScheme: "light" }, async ({ page, address }) => {
  await sheet(page, address, "stage");
  const picture = page.getByTestId("export-picture");
  const paper = () =>
    picture.evaluate((canvas) => {
      const corner = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      corner.drawImage(canvas, -2, -2);
      return [...corner.getImageData(0, 0, 1, 1).data].slice(0, 3);
    });
  assert.ok((await paper()).every((part) => part > 200), "light");
  await page.emulateMedia({ colorScheme: "dark" });
  for (let left = 50; left > 0 && (await paper())[0] > 100; left -= 1) await page.waitForTimeout(50);
  assert.ok((await paper()).every((part) => part < 100), "dark");
});
