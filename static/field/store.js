// What was recorded on this device, one database per user. Nothing here is changed once written, except the
// state of sending; an entry goes only after receipt + equal hash + seven days.
import { openDB } from "../build/idb.js";

const KEPT_AFTER_RECEIPT = 7 * 24 * 3600 * 1000;
export const Sending = {
  WAITING: "waiting",
  SENT: "sent",
  CONFLICT: "conflict",
  SEALED: "sealed",
  REFUSED: "refused",
  SETTLED: "settled", // the user has decided what counts; kept for the record
};
export const NEEDS_ATTENTION = [Sending.CONFLICT, Sending.SEALED, Sending.REFUSED];

export async function openStore(user) {
  const db = await openDB(`field-${user}`, 1, {
    upgrade(fresh) {
      const operations = fresh.createObjectStore("operations", { keyPath: "id" });
      operations.createIndex("order", ["inspection", "seq"]);
      operations.createIndex("state", "state");
      fresh.createObjectStore("photos", { keyPath: "id" });
    },
  });
  const write = (names) => db.transaction(names, "readwrite", { durability: "strict" });

  // Operation and photo bytes in one transaction: either both are kept or neither.
  async function add(operation, bytes) {
    const tx = write(["operations", "photos"]);
    const operations = tx.objectStore("operations");
    const range = IDBKeyRange.bound([operation.inspection, 0], [operation.inspection, Infinity]);
    const last = await operations.index("order").openCursor(range, "prev");
    const kept = { ...operation, seq: (last?.value.seq ?? 0) + 1, state: Sending.WAITING, tries: 0 };
    if (operation.replaces) await dropUnsent(operations, operation);
    await operations.add(kept);
    if (bytes) await tx.objectStore("photos").add({ id: kept.id, bytes, sha256: kept.sha256 });
    await tx.done;
    return kept;
  }

  // Typing goes on: an earlier text for the same place that was never tried to be sent is superseded.
  async function dropUnsent(operations, { inspection, kind, item }) {
    let cursor = await operations.index("state").openCursor(Sending.WAITING);
    while (cursor) {
      const one = cursor.value;
      if (one.inspection === inspection && one.kind === kind && one.item === item && one.tries === 0) await cursor.delete();
      cursor = await cursor.continue();
    }
  }

  async function change(id, changes) {
    const tx = write(["operations"]);
    const found = await tx.store.get(id);
    if (found) await tx.store.put({ ...found, ...changes });
    await tx.done;
  }

  async function purge(now = Date.now()) {
    const tx = write(["operations", "photos"]);
    const operations = tx.objectStore("operations");
    for (const one of await operations.index("state").getAll(Sending.SENT)) {
      const proven = one.receipt && one.server_sha256 === one.sha256;
      if (!proven || now - one.sent_at < KEPT_AFTER_RECEIPT) continue;
      await operations.delete(one.id);
      await tx.objectStore("photos").delete(one.id);
    }
    await tx.done;
  }

  return {
    add,
    change,
    purge,
    all: () => db.getAll("operations"),
    of: (inspection) =>
      db.getAllFromIndex("operations", "order", IDBKeyRange.bound([inspection, 0], [inspection, Infinity])),
    waiting: () => db.getAllFromIndex("operations", "state", Sending.WAITING),
    photo: (id) => db.get("photos", id),
    close: () => db.close(),
  };
}
