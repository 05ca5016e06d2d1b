// Text typed into `form[data-draft]` survives an expired session, a closed tab and a lost network.
// It stays on this device under the user and the whole address (what follows the question mark says of which plan item or
// company a new record is), and goes when the form has been accepted.
const PREFIX = "draft:";
const KEPT_DAYS = 14;
const DAY = 24 * 3600 * 1000;
const words = () => document.querySelector("[data-page-words]")?.dataset ?? {};

function fields(form) {
  return [...form.elements].filter(
    (one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type) && !("draftOff" in one.dataset),
  );
}

function read(form) {
  const values = {};
  for (const one of fields(form)) {
    if (one.type === "checkbox" || one.type === "radio") {
      values[one.name] ??= [];
      if (one.checked) values[one.name].push(one.value);
    } else if (one.multiple) {
      values[one.name] = [...one.selectedOptions].map((option) => option.value);
    } else {
      values[one.name] = one.value;
    }
  }
  return values;
}

function write(form, values) {
  for (const one of fields(form)) {
    const value = values[one.name];
    if (value === undefined) continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = value.includes(one.value);
    else if (one.multiple) for (const option of one.options) option.selected = value.includes(option.value);
    else one.value = value;
    one.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // damaged by an older version: as if there were none
  }
}

function dropOld() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !((load(key)?.at ?? 0) > Date.now() - KEPT_DAYS * DAY)) localStorage.removeItem(key);
  }
}

function keep(form, key) {
  const first = JSON.stringify(read(form));
  const state = form.querySelector("[data-draft-state]");
  let timer = 0;
  let dirty = false;
  const save = () => {
    const values = read(form);
    dirty = JSON.stringify(values) !== first;
    if (!dirty) return localStorage.removeItem(key);
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
    } catch {
      return; // storage full or switched off: the question on leaving still protects the text
    }
    const time = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    if (state && words().draftSaved) state.textContent = `${words().draftSaved} ${time}`;
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, 800);
    dirty = true;
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    save();
    sessionStorage.setItem("draft-sent", key);
    if (!event.defaultPrevented) dirty = false;
  });
  window.addEventListener("pagehide", () => dirty && save());
  window.addEventListener("beforeunload", (event) => {
    if (dirty && JSON.stringify(read(form)) !== first) event.preventDefault();
  });
}

function restore(form, key) {
  const kept = load(key);
  if (!kept || JSON.stringify(read(form)) === JSON.stringify(kept.values)) return;
  const before = read(form);
  write(form, kept.values);
  const note = document.querySelector("[data-draft-restored]")?.content.cloneNode(true);
  if (!note) return;
  const box = note.firstElementChild;
  box.querySelector("button").addEventListener("click", () => {
    write(form, before);
    localStorage.removeItem(key);
    box.remove();
  });
  form.before(box);
}

// A form was sent and another page came back without errors: its text has arrived.
function forgetSent() {
  const key = sessionStorage.getItem("draft-sent");
  if (!key) return;
  sessionStorage.removeItem("draft-sent");
  const signIn = document.querySelector("input[type=password]");
  const refused = document.querySelector("[data-error-summary], [data-refused]");
  if (!signIn && !refused) localStorage.removeItem(key);
}

export function keepDrafts(user) {
  if (!user) return;
  forgetSent();
  dropOld();
  const refused = document.querySelector("[data-error-summary]");
  for (const [index, form] of [...document.querySelectorAll("form[data-draft]")].entries()) {
    const key = `${PREFIX}${user}:${location.pathname}${location.search}:${form.getAttribute("action") ?? ""}:${index}`;
    if (!refused) restore(form, key);
    keep(form, key);
  }
}
