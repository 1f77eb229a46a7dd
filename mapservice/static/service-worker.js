// Keeps the shell (styles, scripts, symbols) and the pages and results that were seen last.
// The server writes SETTINGS above this text. A worker has no page and no module graph of
// ours, so this file asks the network by itself.
const SHELL = `shell-${SETTINGS.version}`;
const SEEN = "seen";
const MOST_SEEN = 60;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([...SETTINGS.shell, SETTINGS.offline]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== SHELL && name !== SEEN) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

async function keep(request, response) {
  const cache = await caches.open(SEEN);
  await cache.put(request, response);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_SEEN))) await cache.delete(old);
}

/** Of the network first; without one, what was seen last under the same address. */
async function newest(event) {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (response.ok) event.waitUntil(keep(request, response.clone()));
    return response;
  } catch (error) {
    const stored = await caches.match(request, { ignoreVary: true });
    if (stored) return stored;
    if (request.headers.get("Accept")?.includes("text/html")) {
      const page = await caches.match(SETTINGS.offline);
      if (page) return page;
    }
    throw error;
  }
}

/** Files with a hash in their address never change: the stored one is as good as a new one. */
async function stored(event) {
  return (await caches.match(event.request)) ?? newest(event);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (/\/(healthz|readyz|suggest|nearest)$/.test(url.pathname) || url.searchParams.has("near")) return;
  const isFile = url.pathname.includes("/static/");
  event.respondWith(isFile && url.searchParams.has("v") ? stored(event) : newest(event));
});
