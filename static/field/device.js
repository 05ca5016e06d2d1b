// What the device must offer before an inspection is trusted to it.
import { say } from "./words.js";

const LEAST_FREE = 200 * 1024 * 1024;
const MOST_USED = 0.8;

export async function deviceWarnings(list) {
  const warnings = [];
  const agent = navigator.userAgent;
  if (/MicroMessenger|DingTalk|QQ\//.test(agent)) warnings.push(say("inApp"));
  const apple = /iPhone|iPad/.test(agent);
  if (apple && !window.matchMedia("(display-mode: standalone)").matches) warnings.push(say("homeScreen"));
  if (navigator.storage?.persist) await navigator.storage.persist();
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota && (quota - usage < LEAST_FREE || usage / quota > MOST_USED)) warnings.push(say("space"));
  list?.replaceChildren(
    ...warnings.map((text) => {
      const row = document.createElement("li");
      row.className = "banner banner--warning";
      row.textContent = text;
      return row;
    }),
  );
}

// The service worker keeps this page and every file it loaded.
export async function keepForOffline(user, page) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/field-sw.js", { scope: "/" });
  } catch {
    return; // private window or switched off: recording and sending work without it
  }
  const worker = (await navigator.serviceWorker.ready).active;
  const own = (url) => new URL(url).origin === window.location.origin && new URL(url).pathname.includes("/static/");
  const files = performance.getEntriesByType("resource").map((one) => one.name).filter(own);
  worker.postMessage({ type: "keep", user, page, files: [...new Set(files)] });
}
