// The inspection record page: connects the cards of the page with the outbox (contract: data attributes).
import { showAttention } from "./attention.js";
import { sayKept, showChip } from "./chip.js";
import { deviceWarnings, keepForOffline } from "./device.js";
import { openOutbox } from "./outbox.js";
import { say } from "./words.js";

const NOTE_PAUSE = 600; // a change is on the device within a second

function cardsOf(root) {
  return [...root.querySelectorAll("[data-item]")];
}

function answerOf(card) {
  return card.querySelector("input[type=radio]:checked")?.value ?? "open";
}

function count(root) {
  const answers = cardsOf(root).map(answerOf);
  const numbers = {
    total: answers.length,
    checked: answers.filter((one) => one !== "open").length,
    bad: answers.filter((one) => one === "bad").length,
  };
  for (const [name, number] of Object.entries(numbers)) {
    for (const place of root.querySelectorAll(`[data-count="${name}"]`)) place.textContent = number;
  }
}

function showPhoto(card, operation, bytes) {
  const list = card.querySelector("[data-photos]");
  if (!list || !bytes) return;
  const row = document.createElement("li");
  const image = document.createElement("img");
  image.alt = `${say("photoWord")} ${operation.payload.name}`;
  image.src = URL.createObjectURL(new Blob([bytes], { type: operation.payload.mime }));
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  row.append(image);
  list.append(row);
}

// What this device knows and the server may not yet know wins on this page.
async function showLocal(root, outbox) {
  const cards = new Map(cardsOf(root).map((card) => [card.dataset.item, card]));
  for (const operation of await outbox.operations()) {
    const card = cards.get(operation.item);
    if (!card || ["sent", "settled"].includes(operation.state)) continue;
    if (operation.kind === "answer") {
      const radio = card.querySelector(`input[type=radio][value="${operation.payload.answer}"]`);
      if (radio) radio.checked = true;
    }
    if (operation.kind === "note") card.querySelector("[data-note]").value = operation.payload.text;
    if (operation.kind === "photo") showPhoto(card, operation, await outbox.photoBytes(operation.id));
  }
}

function wireCard(card, outbox, kept) {
  const item = card.dataset.item;
  card.addEventListener("change", async (event) => {
    if (event.target.type !== "radio") return;
    card.dataset.answer = answerOf(card);
    await kept(outbox.answer(item, event.target.value, Number(card.dataset.version ?? 0)));
  });
  wireNote(card.querySelector("[data-note]"), (text) => kept(outbox.note(item, text)));
  const photo = card.querySelector("[data-photo]");
  photo?.addEventListener("change", async () => {
    for (const file of [...photo.files]) {
      const operation = await kept(outbox.photo(item, file));
      if (operation) showPhoto(card, operation, await outbox.photoBytes(operation.id));
    }
    photo.value = "";
  });
  card.dataset.answer = answerOf(card);
}

function wireNote(area, keep) {
  if (!area) return;
  let timer = 0;
  let saved = area.value;
  const save = () => {
    clearTimeout(timer);
    if (area.value === saved) return;
    saved = area.value;
    keep(area.value);
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, NOTE_PAUSE);
  });
  area.addEventListener("change", save);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
  window.addEventListener("pagehide", save);
}

function wireFindings(root, outbox, kept) {
  for (const form of root.querySelectorAll("form[data-finding]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const entries = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
      if (await kept(outbox.finding(Object.fromEntries(entries)))) form.reset();
    });
  }
}

async function start(root) {
  const { inspection, user, operations, shell } = root.dataset;
  const chip = root.querySelector("[data-save-chip]");
  const list = root.querySelector("[data-outbox-list]");
  const fail = () => {
    chip.dataset.state = "attention";
    chip.querySelector("[data-save-words]").textContent = say("noStore");
  };
  let outbox;
  try {
    outbox = await openOutbox({ user, inspection, operationsUrl: operations, pageUrl: shell || window.location.pathname });
  } catch {
    return fail();
  }
  const kept = async (saving) => {
    try {
      const operation = await saving;
      sayKept(chip);
      count(root);
      return operation;
    } catch {
      fail();
      return null;
    }
  };
  await showLocal(root, outbox);
  for (const card of cardsOf(root)) wireCard(card, outbox, kept);
  wireFindings(root, outbox, kept);
  showChip(chip, outbox, list);
  showAttention(list, outbox);
  count(root);
  root.dataset.ready = "yes";
  await deviceWarnings(root.querySelector("[data-field-warnings]"));
  await keepForOffline(user, shell || window.location.pathname);
}

async function showAll(root) {
  const outbox = await openOutbox({ user: root.dataset.user, inspection: "", operationsUrl: "", pageUrl: window.location.pathname });
  showChip(root.querySelector("[data-save-chip]"), outbox, null);
  showAttention(root.querySelector("[data-outbox-list]"), outbox, { allPages: true });
}

for (const root of document.querySelectorAll("[data-field-record]")) start(root);
for (const root of document.querySelectorAll("[data-field-sync]")) showAll(root);
