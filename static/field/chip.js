// The save chip says one thing at a time; pressing it sends now or leads to what needs a decision.
import { say } from "./words.js";

export function chipState({ attention, signIn, sending, waiting, receipt, kept }) {
  if (attention.length || signIn) return { state: "attention", words: say("attention") };
  if (sending) return { state: "sending", words: say("sending", sending) };
  if (waiting) return { state: "waiting", words: say("waiting", { n: waiting }) };
  if (receipt) return { state: "sent", words: say("sent", { receipt }) };
  return { state: "idle", words: kept ? say("saved") : say("waiting", { n: 0 }) };
}

export function showChip(chip, outbox, list) {
  const words = chip.querySelector("[data-save-words]");
  chip.addEventListener("click", () => {
    if (chip.dataset.state === "attention" && list?.firstElementChild) list.scrollIntoView({ block: "center" });
    outbox.send();
  });
  outbox.onChange((state) => {
    const shown = chipState(state);
    chip.dataset.state = shown.state;
    if (words.textContent !== shown.words) words.textContent = shown.words;
  });
}

// 已保存到本机 for a moment after each completed transaction.
export function sayKept(chip) {
  if (chip.dataset.state === "attention") return;
  chip.querySelector("[data-save-words]").textContent = say("saved");
}
