// Conflicts and refusals: both values side by side, nothing disappears.
import { Sending } from "./store.js";
import { say } from "./words.js";

function element(name, { text, className } = {}, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// What a person entered, in the page's words; sizes, versions and times are for the machines.
const ENTERED = {
  item: "entryItem",
  answer: "entryAnswer",
  text: "entryText",
  name: "entryPhoto",
  description: "entryDescription",
  place: "entryPlace",
  note: "entryText",
  severity: "entrySeverity",
  violation: "entryViolation",
  basis: "entryBasis",
};
const MACHINES = ["mime", "size", "taken_at", "version", "sha256"];
const ANSWERS = { ok: "answerOk", bad: "answerBad", na: "answerNa", open: "answerOpen" };

function values(title, payload) {
  const list = element("dl", { className: "summary-list" });
  for (const [name, value] of Object.entries(payload ?? {}).filter(([name]) => !MACHINES.includes(name))) {
    const shown = name === "answer" && value in ANSWERS ? say(ANSWERS[value]) : String(value ?? "--");
    list.append(element("div", {}, element("dt", { text: say(ENTERED[name] ?? "") || name }), element("dd", { text: shown })));
  }
  return element("div", {}, element("h3", { text: title }), list);
}

function button(words, act) {
  const made = element("button", { text: words, className: "button button--secondary" });
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function row(operation, outbox) {
  const box = element("li", { className: "conflict stack" });
  const buttons = element("p", { className: "button-row" });
  if (operation.state === Sending.CONFLICT) {
    box.append(
      element("p", { text: say("conflict") }),
      element("div", { className: "grid grid--2" }, values(say("server"), operation.server), values(say("yours"), operation.payload)),
    );
    buttons.append(
      button(say("takeServer"), () => outbox.settle(operation.id, "take_server")),
      button(say("sendMine"), () => outbox.settle(operation.id, "send_mine")),
    );
  } else {
    const why = operation.error === "mismatch" ? say("mismatch") : `${say("refused")} ${operation.error ?? ""}`;
    box.append(
      element("p", { text: operation.state === Sending.SEALED ? say("sealed") : why }),
      values(say("yours"), operation.payload),
    );
    buttons.append(button(say("keep"), () => outbox.settle(operation.id, "kept_on_device")));
  }
  box.append(buttons);
  return box;
}

// `allPages`: on the page 同步 each inspection with unsent records is a row that leads to it.
export function showAttention(list, outbox, { allPages = false } = {}) {
  if (!list) return;
  let shown = "";
  outbox.onChange(({ attention, signIn, skewMinutes, waitingByPage }) => {
    const pages = allPages ? waitingByPage : [];
    const now = JSON.stringify([attention.map((one) => [one.id, one.state]), signIn, skewMinutes, pages]);
    if (now === shown) return;
    shown = now;
    const rows = attention.map((one) => row(one, outbox));
    if (signIn) {
      const link = element("a", { text: say("signIn") });
      link.href = window.location.pathname;
      rows.unshift(element("li", { className: "conflict" }, link));
    }
    for (const [page, n] of pages) {
      const link = element("a", { text: `${page} ${say("waiting", { n })}` });
      link.href = page;
      rows.push(element("li", { className: "panel" }, link));
    }
    if (skewMinutes) rows.push(element("li", { className: "banner banner--warning", text: say("skew", { n: skewMinutes }) }));
    list.replaceChildren(...rows);
  });
}
