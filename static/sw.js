// Keeps the page working without a network. `cargo xtask build` fills in the two lines that begin
// with "const"; as they stand here (while the page is being worked on) nothing is kept.

const VERSION = "none";
const FILES = [];

const ours = `quorate ${self.registration.scope} `;
const cacheName = ours + VERSION;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      // Past the browser's own cache: a version is kept whole or not at all.
      await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(ours) && name !== cacheName) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

// The page says when it is ready for a new version; until then the old one stays whole.
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || FILES.length === 0) return;
  if (!request.url.startsWith(self.registration.scope)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(cacheName);
      const wanted = request.mode === "navigate" ? "index.html" : request;
      return (await cache.match(wanted, { ignoreSearch: true })) ?? fetch(request);
    })(),
  );
});
