// Served at /field-sw.js. GET of the shell and of assigned packs only; every other request goes to the network untouched.
const SHELL = "field-shell-v1";
const META = "field-meta";
const OFFLINE = "/offline/";
const PACK_DAYS = 14;
const DAY = 24 * 3600 * 1000;
const packOf = (user) => `field-pack-${user}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.add(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { type, user, page, files } = event.data ?? {};
  if (type === "keep") event.waitUntil(keep(user, page, files));
  if (type === "user") event.waitUntil(setUser(user));
});

async function setUser(user) {
  const meta = await caches.open(META);
  await meta.put("/user", new Response(String(user ?? "")));
}

async function currentUser() {
  const found = await (await caches.open(META)).match("/user");
  return found ? found.text() : "";
}

async function keep(user, page, files) {
  await setUser(user);
  const shell = await caches.open(SHELL);
  await Promise.allSettled(files.map((file) => shell.add(file)));
  const answer = await fetch(page, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", String(Date.now()));
  const pack = await caches.open(packOf(user));
  await pack.put(page, new Response(await answer.blob(), { headers }));
}

// Another person who signs in on this device finds only what was kept for that person.
async function fromPack(request) {
  const user = await currentUser();
  const found = user && (await (await caches.open(packOf(user))).match(request, { ignoreSearch: true, ignoreVary: true }));
  const fresh = found && Date.now() - Number(found.headers.get("X-Kept-At")) < PACK_DAYS * DAY;
  return fresh ? found : (await caches.open(SHELL)).match(OFFLINE);
}

async function fromShell(request) {
  const found = await (await caches.open(SHELL)).match(request, { ignoreVary: true });
  return found ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => fromPack(request)));
  } else if (url.pathname.includes("/static/")) {
    event.respondWith(fetch(request).catch(() => fromShell(request)));
  }
});
