// Starts the page. It is a file of its own because the content policy allows no inline script,
// and it says in plain words what went wrong when the program cannot start.

const words = {
  en: {
    title: "Quorate could not start",
    help: "It needs a current browser with WebAssembly. Reload the page; if that does not help, try another browser or ask whoever hosts it to serve .wasm files.",
    cause: "The browser says:",
  },
  zh: {
    title: "Quorate 无法启动",
    help: "它需要支持 WebAssembly 的新版浏览器。请重新加载页面；如果仍然不行，请换一个浏览器，或请网站管理员确认 .wasm 文件可以访问。",
    cause: "浏览器的提示：",
  },
};

function explain(error) {
  const language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const { title, help, cause } = words[language];
  const box = document.createElement("div");
  box.className = "boot";
  box.lang = language;
  box.setAttribute("role", "alert");
  const heading = document.createElement("h1");
  heading.textContent = title;
  const advice = document.createElement("p");
  advice.textContent = help;
  const detail = document.createElement("p");
  detail.textContent = `${cause} ${error?.message ?? error}`;
  box.append(heading, advice, detail);
  document.getElementById("page").replaceChildren(box);
}

// The page is built twice. The lean program knows the vote with a coordinator and is all that a plain
// address needs; the whole one knows every protocol. Where there is no lean one, as while the page
// is being worked on, the whole one does for both.
const { script, wasm, leanScript, leanWasm } = document.querySelector("script[data-wasm]").dataset;
const whole = { script, wasm, texts: "", instances: 0 };
const lean = leanScript ? { script: leanScript, wasm: leanWasm, texts: "lean-", instances: 0 } : whole;
let running = lean;

const address = (path) => new URL(path, document.baseURI).href;

async function got(path, query = "") {
  const response = await fetch(address(path + query));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

// The texts of a language, by the name of its file. The program asks for them; the first are asked
// for here already, while the program is on its way. The name of the program, which differs from
// build to build, keeps a browser from taking an older file for this one.
const asked = new Map();
function texts(language, build = running) {
  const name = `${build.texts}${language}.txt`;
  if (!asked.has(name)) {
    const file = got(name, `?${build.script.split("/").pop()}`).then((response) => response.text());
    // What failed may be tried again.
    file.catch(() => asked.delete(name));
    asked.set(name, file);
  }
  return asked.get(name);
}
window.quorateTexts = (language) => texts(language);

// What the program will ask for: the language chosen, or the first one wanted that there is.
function firstLanguage() {
  let chosen;
  try {
    chosen = localStorage.getItem("quorate-lang");
  } catch {
    // Storage may be forbidden.
  }
  const wanted = [chosen, ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag === "en" || tag === "zh") ?? "en";
}

// The styles of what only the whole program has: each is fetched once, and again if it did not come.
const sheets = new Map();
const style = () => Promise.all(["compare", "diagram", "files", "hunt", "branches", "sheets"].map(sheet));
function sheet(name) {
  const fetched = () =>
    new Promise((done, failed) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = address(`${name}.css?${whole.script.split("/").pop()}`);
      link.onload = done;
      link.onerror = () => {
        sheets.delete(name);
        link.remove();
        failed(new Error(link.href));
      };
      document.head.append(link);
    });
  if (!sheets.has(name)) sheets.set(name, fetched());
  return sheets.get(name);
}

// Fetches all that a program needs and promises a function that starts it. Every start takes an
// instance of its own: one that has panicked cannot be used again.
async function prepare(build, read = (response) => response) {
  const again = build.instances === 0 ? "" : `?again=${build.instances}`;
  build.instances += 1;
  const program = got(build.wasm).then(read);
  const parts = [import(address(build.script) + again), program, texts(firstLanguage(), build)];
  if (build === whole) parts.push(style());
  const [{ default: run }, module_or_path] = await Promise.all(parts);
  return () => {
    running = build;
    return run({ module_or_path });
  };
}

const start = async (build) => (await prepare(build))();

function fail(error) {
  explain(error);
  throw error;
}

// The old instance goes deaf with the element that it listened on.
function clear() {
  const page = document.getElementById("page");
  page.replaceWith(page.cloneNode(false));
}

// The card that is shown after a panic asks for a fresh start.
window.addEventListener("quorate-reset", () => {
  clear();
  return start(running).catch(fail);
});

// The lean program asks for the whole one when a link or a choice needs it: to open this link, with
// these things carried over. It goes on until the whole program is there, and is told if that
// cannot be had. The last thing asked for counts.
let switches = 0;
window.quorateWhole = async (link, carried) => {
  switches += 1;
  const mine = switches;
  let begin;
  try {
    const compiled = async (response) => WebAssembly.compile(await response.arrayBuffer());
    begin = await prepare(whole, compiled);
  } catch (why) {
    console.info("the whole program is missing:", why);
    if (mine === switches) window.dispatchEvent(new Event("quorate-no-whole"));
    return;
  }
  if (mine !== switches || running === whole) return;
  // The lean one has gone on meanwhile: it says where it is now, in the words of what it asked for.
  window.quorateTake = (...now) => {
    [link, carried] = now;
  };
  window.dispatchEvent(new Event("quorate-retire"));
  window.quorateCarried = carried;
  history.replaceState(null, "", link);
  const place = document.activeElement?.dataset.testid;
  clear();
  await begin().catch(fail);
  // Whoever was somewhere with the keyboard is there again, unless a dialog has opened.
  await new Promise(requestAnimationFrame);
  if (document.activeElement !== document.body) return;
  document.querySelector(`[data-testid="${place}"]`)?.focus();
};

// What was on the screen comes back when the page is reloaded: the program says what that is when it
// is hidden or left. It is of no use for anything else.
const left = "quorate-left";
// A page within another shows what that asks for, and shares the tab's storage with it.
const embedded = /[?&]embed/.test(location.search);
window.quorateLeave = (...state) => sessionStorage.setItem(left, JSON.stringify(state));
try {
  const [link, carried] = JSON.parse(sessionStorage.getItem(left));
  if (!embedded) sessionStorage.removeItem(left);
  if (!embedded && performance.getEntriesByType("navigation")[0].type === "reload") {
    history.replaceState(null, "", link);
    window.quorateCarried = carried;
  }
} catch {
  // There is none, or storage is forbidden.
}

// A file dropped on the lean program is for the whole one, which comes for the key of files. Without
// this the browser would leave the page and show the file.
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => !embedded && holdsFiles(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (embedded || !holdsFiles(event) || running === whole) return;
  event.preventDefault();
  window.quorateFile = event.dataTransfer.files[0];
  dispatchEvent(new KeyboardEvent("keydown", { key: "e" }));
});

// A link may be to any protocol, and a page within another may ask for any. If the whole program cannot be had, the lean one may do, and says
// so if it does not.
if (lean !== whole && (embedded || /[#&]s=/.test(location.hash))) {
  await start(whole).catch(() => start(lean)).catch(fail);
} else {
  await start(lean).catch(fail);
}

// Once the page runs, it is kept for when there is no network. A browser that cannot, or a page that
// is opened from a file, does without.
async function keep() {
  const registration = await navigator.serviceWorker.register(address("sw.js"));
  const tell = () => window.dispatchEvent(new Event("quorate-update"));
  // Without a controller this is the first visit, and nothing is being replaced.
  if (registration.waiting && navigator.serviceWorker.controller) tell();
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => {
      if (next.state === "installed" && navigator.serviceWorker.controller) tell();
    });
  });
  window.addEventListener("quorate-take-update", async () => {
    const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", () => done(true)));
    registration.waiting?.postMessage("take over");
    const patience = new Promise((done) => setTimeout(done, 4_000, false));
    // A browser that is busy may leave the new one waiting for minutes. Without any, the page comes
    // from its host, and keeps itself anew. Without a network the old one is all there is.
    if (!(await Promise.race([taken, patience])) && navigator.onLine) await registration.unregister();
    location.reload();
  });
}

// What is kept for later holds the whole program. Without that it is fetched while nothing else is
// going on, so that changing to it takes no time.
function fetchAhead() {
  if (running === whole || navigator.connection?.saveData) return;
  const idle = window.requestIdleCallback ?? setTimeout;
  const files = [whole.script, whole.wasm].map(address);
  const ahead = () => files.forEach((file) => fetch(file, { priority: "low" }).catch(() => {}));
  setTimeout(() => idle(ahead), 3_000);
}

if ("serviceWorker" in navigator && window.isSecureContext) {
  keep().catch((why) => {
    console.info("not kept for later:", why);
    fetchAhead();
  });
} else {
  fetchAhead();
}
