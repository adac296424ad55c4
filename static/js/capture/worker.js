/* The service worker (ADR 0020): the page of a remontée opens without network. SHELL, written before this text by the portal,
   says which files and pages; anything else goes by as if this script were not there.

   Network first, always: a phone online never sees an old page. What is kept serves only when nothing comes. The pages
   are one person's: signing in or out throws them away, and so does the page of somebody else. */

const FILES = `portail-${SHELL.version}`;
const PAGES = "portail-pages";
const WHOSE = "/whose-pages";
const MARK = "X-Portail"; // on our pages only: whose they are
const PATIENCE = 4000; // ms, before a kept page is shown rather than none

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(SHELL.files)));
});

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("portail-") && name !== FILES && name !== PAGES) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && SHELL.doors.includes(pathname)) event.waitUntil(caches.delete(PAGES));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate" && SHELL.pages.includes(pathname)) event.respondWith(page(request, pathname));
  else if (SHELL.files.includes(pathname)) event.respondWith(file(request));
});

const isOurs = (answer) => answer.ok && answer.headers.has(MARK);
const later = (ms) => new Promise((done) => { setTimeout(done, ms); });

async function page(request, pathname) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(pathname);
  const coming = fetch(request).then(async (answer) => {
    if (isOurs(answer)) {
      const whole = await wholeOf(answer.clone()); // cut halfway, it is no answer
      await keep(pathname, whole).catch(() => {}); // a full phone still shows the page
    }
    return answer;
  });
  if (!kept) return coming;
  const fresh = await Promise.race([coming.catch(() => null), later(PATIENCE)]);
  if (!fresh) return kept;
  // A page of 200 that is not ours is a captive network's; a portal at rest answers 5xx: neither is worth the page that one has.
  const useless = (fresh.ok && !isOurs(fresh)) || fresh.status >= 500;
  return useless ? kept : fresh;
}

async function file(request) {
  const cache = await caches.open(FILES);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && !(fresh.headers.get("Content-Type") ?? "").startsWith("text/html")) {
      await cache.put(request, fresh.clone());
      return fresh;
    }
  } catch { /* what is kept, then */ }
  return (await cache.match(request)) ?? Response.error();
}

// A page says whose it is: the pages kept for somebody else go, those of this person are fetched before they are needed.
self.addEventListener("message", (event) => {
  const { person } = event.data ?? {};
  if (person) event.waitUntil(keepFor(person));
});

async function keepFor(person) {
  const cache = await inTurn(() => pagesOf(person));
  for (const pathname of SHELL.pages) {
    if (await cache.match(pathname)) continue;
    try {
      const answer = await fetch(pathname, { credentials: "same-origin", redirect: "error" });
      if (isOurs(answer)) await keep(pathname, await wholeOf(answer));
    } catch { /* the next page asks again */ }
  }
}

// One at a time: what one keeps, another that finds the cache without owner would throw away.
let turn = Promise.resolve();
const inTurn = (act) => {
  const done = turn.then(act);
  turn = done.catch(() => {});
  return done;
};

/** The answer once it is here to its end: a page that comes in the place of another must not be cut while it does. */
const wholeOf = async (answer) => new Response(await answer.blob(), { headers: answer.headers });

/** Keep a page under the mark that it carries. */
const keep = (pathname, answer) => inTurn(async () => (await pagesOf(answer.headers.get(MARK))).put(pathname, answer));

/** The pages of this person; those of somebody else are thrown away. */
async function pagesOf(person) {
  const cache = await caches.open(PAGES);
  if (await (await cache.match(WHOSE))?.text() === person) return cache;
  await caches.delete(PAGES);
  const theirs = await caches.open(PAGES);
  await theirs.put(WHOSE, new Response(person));
  return theirs;
}
