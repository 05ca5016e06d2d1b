// Loaded on every staff page. Each page works without it.
import { markCells } from "./cells.js";
import { keepDrafts } from "./drafts.js";
import { improveFields } from "./fields.js";
import { watchSession } from "./session.js";
import { hintAtWideTables } from "./tables.js";

export function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.signOut !== undefined) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const words = document.querySelector("[data-page-words]")?.dataset.sending;
    // After the event, so that the button's own name and value still travel with the form.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
        button.disabled = true;
        if (words && button === event.submitter && button.classList.contains("button")) button.textContent = words;
      }
    });
  });
  // Coming back with the back button shows the page as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

function sendTokenWithHtmx() {
  document.body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
  });
  document.body.addEventListener("htmx:afterSwap", (event) => improveFields(event.detail.elt));
}

function focusErrors() {
  document.querySelector("[data-error-summary]")?.focus();
}

function closeMenus() {
  const closeOthers = (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
        menu.open = false;
        if (event.type === "keydown") menu.querySelector("summary").focus();
      }
    }
  };
  document.addEventListener("click", closeOthers);
  document.addEventListener("keydown", closeOthers);
}

function searchShortcut() {
  const search = document.querySelector("[data-site-search]");
  document.addEventListener("keydown", (event) => {
    if (search && event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      search.focus();
    }
  });
}

// The inspection page leaves the number of unsent records and its own address here.
export function unsent(user) {
  const text = user && localStorage.getItem(`field-unsent:${user}`);
  return text ? JSON.parse(text) : { count: 0, url: "/" };
}

function showUnsent(user) {
  const { count, url } = unsent(user);
  const chip = document.querySelector("[data-sync-chip]");
  if (!chip || !count) return;
  const words = chip.querySelector("[data-sync-words]");
  words.textContent = `${words.dataset.words} ${count}`;
  chip.href = url;
  chip.hidden = false;
}

function askBeforeSignOut(user) {
  const form = document.querySelector("[data-sign-out]");
  const dialog = document.querySelector("[data-unsent-dialog]");
  form?.addEventListener("submit", (event) => {
    const { count, url } = unsent(user);
    if (!count || dialog.returnValue === "keep") return;
    event.preventDefault();
    dialog.querySelector("[data-unsent-open]").href = url;
    dialog.addEventListener("close", () => dialog.returnValue === "keep" && form.submit(), { once: true });
    dialog.showModal();
  });
}

const user = document.body.dataset.user;
sendOnce();
sendTokenWithHtmx();
markCells();
focusErrors();
closeMenus();
searchShortcut();
improveFields(document);
hintAtWideTables();
keepDrafts(user);
watchSession(Number(document.body.dataset.sessionEnds));
showUnsent(user);
askBeforeSignOut(user);
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
if ("serviceWorker" in navigator) navigator.serviceWorker.controller?.postMessage({ type: "user", user });
