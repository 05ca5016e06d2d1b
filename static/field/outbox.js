// Records answers, notes, findings and photos on the device and hands them to the sender.
//
//   const outbox = await openOutbox({ user, inspection, operationsUrl, pageUrl });
//   outbox.onChange((state) => …);           state: see `summarise`
//   await outbox.answer("K-01", "bad");      resolves when the transaction is complete: only then say 已保存
//   await outbox.photo("K-01", file);
import { canonical, sha256, sha256OfPayload } from "./digest.js";
import { createSender } from "./sender.js";
import { NEEDS_ATTENTION, Sending, openStore } from "./store.js";

export async function openOutbox({ user, inspection, operationsUrl, pageUrl }) {
  const store = await openStore(user);
  const listeners = new Set();
  const sender = createSender({ store, user, changed: announce });

  async function announce(progress = {}) {
    const all = await store.all();
    const state = summarise(all, inspection, progress);
    remember(user, state.unsent, state.firstUnsentPage ?? pageUrl);
    for (const listener of listeners) listener(state);
  }

  async function keep({ kind, item, payload, bytes, replaces = false, ...again }) {
    const hash = bytes ? await sha256(bytes) : await sha256OfPayload(payload);
    const operation = {
      id: crypto.randomUUID(),
      inspection: again.inspection ?? inspection,
      kind,
      item,
      payload,
      canonical: canonical(payload),
      sha256: hash,
      created_at: new Date().toISOString(),
      url: again.url ?? operationsUrl, // sent again from the page 同步: to its own inspection
      page: again.page ?? pageUrl,
      replaces,
      format: 1,
    };
    const kept = await store.add(operation, bytes);
    await announce();
    sender.kick();
    return kept;
  }

  async function photo(item, file) {
    const bytes = await file.arrayBuffer();
    const taken = new Date(file.lastModified || Date.now()).toISOString();
    const payload = { item, name: file.name, mime: file.type || "image/jpeg", size: bytes.byteLength, taken_at: taken };
    return keep({ kind: "photo", item, payload, bytes });
  }

  async function settle(id, how) {
    const operation = (await store.all()).find((one) => one.id === id);
    if (!operation) return;
    const bytes = (await store.photo(id))?.bytes;
    await store.change(id, { state: Sending.SETTLED, settled: how, settled_at: new Date().toISOString() });
    if (how === "send_mine") await keep({ ...operation, payload: seen(operation), bytes, replaces: false });
    else await announce();
  }

  await store.purge();
  sender.start();
  await announce();
  return {
    answer: (item, answer, version = 0) => keep({ kind: "answer", item, payload: { item, answer, version }, replaces: true }),
    note: (item, text) => keep({ kind: "note", item, payload: { item, text }, replaces: true }),
    finding: (payload) => keep({ kind: "finding", item: payload.item ?? "", payload }),
    photo,
    settle,
    send: () => sender.kick({ now: true }),
    operations: () => store.of(inspection),
    photoBytes: async (id) => (await store.photo(id))?.bytes,
    onChange(listener) {
      listeners.add(listener);
      announce();
    },
    close() {
      sender.stop();
      store.close();
    },
  };
}

// Sent again knowingly: the answer now carries the version that was shown as the server's.
function seen({ payload, server }) {
  return Number.isInteger(server?.version) ? { ...payload, version: server.version } : payload;
}

export function summarise(all, inspection, progress = {}) {
  const waiting = all.filter((one) => one.state === Sending.WAITING);
  const here = inspection ? all.filter((one) => one.inspection === inspection) : all;
  const attention = here.filter((one) => NEEDS_ATTENTION.includes(one.state));
  const sent = here
    .filter((one) => one.state === Sending.SENT)
    .sort((a, b) => a.sent_at - b.sent_at);
  return {
    waiting: waiting.length,
    unsent: waiting.length + all.filter((one) => NEEDS_ATTENTION.includes(one.state)).length,
    firstUnsentPage: waiting[0]?.page,
    attention,
    receipt: sent.at(-1)?.receipt ?? "",
    kept: here.length > 0,
    waitingByPage: countByPage(waiting),
    sending: progress.sending ?? null,
    signIn: progress.signIn ?? false,
    skewMinutes: progress.skewMinutes ?? 0,
  };
}

function countByPage(waiting) {
  const counts = new Map();
  for (const { page } of waiting) counts.set(page, (counts.get(page) ?? 0) + 1);
  return [...counts];
}

// For the header and the sign-out question of other pages (js/app.js).
function remember(user, count, url) {
  localStorage.setItem(`field-unsent:${user}`, JSON.stringify({ count, url }));
}
