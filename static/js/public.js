// Public pages: errors get the focus, a form is sent once, a menu closes, a wide table says so.
import { hintAtWideTables } from "./tables.js";

hintAtWideTables();
document.querySelector("[data-error-summary]")?.focus();
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
// Text sent without a valid session has not arrived: the draft stays (see drafts.js).
if (document.querySelector("input[type=password], [data-refused], [data-error-summary]")) {
  sessionStorage.removeItem("draft-sent");
}
// At the sign-in page nobody is signed in: the service worker opens no kept pages.
if (document.querySelector("input[type=password]")) navigator.serviceWorker?.controller?.postMessage({ type: "user", user: "" });
