// Sends what waits: one at a time over all tabs, text before photos, again after 1 s up to 5 min.
import { Sending } from "./store.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 5 * 60_000;
const CHECK_URL = "/field-check/";
const CHECK_TEXT = "online-v1";
const SKEW_SHOWN = 2 * 60_000;

export function nextWait(failures, random = Math.random()) {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, failures - 1)) * (0.75 + random / 4);
}

export function inOrder(waiting) {
  const late = (one) => (one.kind === "photo" ? 1 : 0);
  return [...waiting].sort((a, b) => late(a) - late(b) || a.created_at.localeCompare(b.created_at) || a.seq - b.seq);
}

// A hotel's or train's start page also answers; only our own text counts as online.
async function isOnline() {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch(CHECK_URL, { cache: "no-store" });
    return answer.ok && (await answer.text()).trim() === CHECK_TEXT;
  } catch {
    return false;
  }
}

function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

function request(operation, bytes) {
  const common = {
    client_id: operation.id,
    kind: operation.kind,
    item: operation.item,
    seq: operation.seq,
    sha256: operation.sha256,
    device_time: operation.created_at,
  };
  const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
  if (!bytes) {
    headers["Content-Type"] = "application/json";
    return { method: "POST", headers, body: JSON.stringify({ ...common, payload: operation.payload }) };
  }
  const body = new FormData();
  for (const [name, value] of Object.entries(common)) body.append(name, value);
  body.append("payload", operation.canonical);
  body.append("photo", new Blob([bytes], { type: operation.payload.mime }), operation.payload.name);
  return { method: "POST", headers, body };
}

// What an answer means for the operation; null: try again later.
export function outcome(status, answer, operation) {
  if (status === 200 && answer?.sha256 !== operation.sha256) return { state: Sending.REFUSED, error: "mismatch" };
  if (status === 200) {
    return { state: Sending.SENT, receipt: answer.receipt, server_sha256: answer.sha256, server_time: answer.server_time, sent_at: Date.now() };
  }
  if (status === 409 && answer?.error === "sealed") return { state: Sending.SEALED };
  if (status === 409) return { state: Sending.CONFLICT, server: answer?.server ?? {}, yours: answer?.yours ?? operation.payload };
  if (status === 404) return { state: Sending.REFUSED, error: "404" };
  if ([400, 413, 415, 422].includes(status)) return { state: Sending.REFUSED, error: answer?.error ?? String(status) };
  return null;
}

export function createSender({ store, user, changed }) {
  let timer = 0;
  let failures = 0;
  let running = false;
  let again = false;
  let skewMinutes = 0;

  async function sendOne(operation) {
    await store.change(operation.id, { tries: operation.tries + 1 });
    const bytes = operation.kind === "photo" ? (await store.photo(operation.id)).bytes : null;
    const answer = await fetch(operation.url, request(operation, bytes));
    if (answer.redirected || answer.status === 401 || answer.status === 403) return "sign-in";
    const body = await answer.json().catch(() => null);
    const result = outcome(answer.status, body, operation);
    if (!result) throw new Error(`answer ${answer.status}`);
    if (body?.server_time) noteSkew(body.server_time);
    await store.change(operation.id, result);
    return "done";
  }

  function noteSkew(serverTime) {
    const skew = Math.abs(Date.now() - Date.parse(serverTime));
    skewMinutes = skew > SKEW_SHOWN ? Math.round(skew / 60_000) : 0;
  }

  async function sendAll() {
    const waiting = inOrder(await store.waiting());
    if (!waiting.length) {
      failures = 0;
      return;
    }
    if (!(await isOnline())) throw new Error("offline");
    for (const [index, operation] of waiting.entries()) {
      changed({ sending: { i: index + 1, n: waiting.length }, skewMinutes });
      if ((await sendOne(operation)) === "sign-in") {
        changed({ signIn: true, skewMinutes });
        return;
      }
      failures = 0;
    }
    again = (await store.waiting()).length > 0;
    changed({ skewMinutes });
  }

  async function run() {
    running = true;
    try {
      do {
        again = false;
        await navigator.locks.request(`field-send-${user}`, { ifAvailable: true }, (lock) => (lock ? sendAll() : later()));
      } while (again);
    } catch {
      failures += 1;
      changed({ skewMinutes });
      later();
    } finally {
      running = false;
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(run, nextWait(Math.max(1, failures)));
  }

  function kick({ now = false } = {}) {
    if (running) {
      again = true;
      return;
    }
    if (failures && !now) return later();
    clearTimeout(timer);
    run();
  }

  const onOnline = () => kick({ now: true });
  const onVisible = () => document.visibilityState === "visible" && kick({ now: true });
  let regular = 0;
  return {
    kick,
    start() {
      window.addEventListener("online", onOnline);
      document.addEventListener("visibilitychange", onVisible);
      regular = setInterval(() => kick(), LONGEST_WAIT);
      kick();
    },
    stop() {
      window.removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onVisible);
      clearTimeout(timer);
      clearInterval(regular);
    },
  };
}
