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

const { script, wasm } = document.querySelector("script[data-wasm]").dataset;
const address = (path) => new URL(path, document.baseURI).href;

// The texts of a language, by the name of its file. The program asks for them; the first are asked
// for here already, while the program is on its way. The name of the program, which differs from
// build to build, keeps a browser from taking an older file for this one.
const asked = new Map();
function texts(language) {
  if (!asked.has(language)) {
    const file = fetch(address(`${language}.txt?${script.split("/").pop()}`)).then((response) => {
      if (!response.ok) throw new Error(`${language}.txt: ${response.status}`);
      return response.text();
    });
    // What failed may be tried again.
    file.catch(() => asked.delete(language));
    asked.set(language, file);
  }
  return asked.get(language);
}
window.quorateTexts = texts;

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

let instances = 0;

// Every start takes an instance of its own: one that has panicked cannot be used again.
async function start() {
  const again = instances === 0 ? "" : `?again=${instances}`;
  instances += 1;
  const first = texts(firstLanguage());
  const [{ default: run }] = await Promise.all([import(address(script) + again), first]);
  await run({ module_or_path: address(wasm) });
}

// The card that is shown after a panic asks for a fresh start. The old instance goes deaf with
// the element that it listened on.
window.addEventListener("quorate-reset", async () => {
  const page = document.getElementById("page");
  page.replaceWith(page.cloneNode(false));
  try {
    await start();
  } catch (error) {
    explain(error);
    throw error;
  }
});

try {
  await start();
} catch (error) {
  explain(error);
  throw error;
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
  window.addEventListener("quorate-take-update", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    registration.waiting?.postMessage("take over");
  });
}

if ("serviceWorker" in navigator && window.isSecureContext) {
  keep().catch((why) => console.info("not kept for later:", why));
}
