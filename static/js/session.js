// Says five minutes before the session ends that it does; nothing typed is lost (drafts.js).
const WARN_BEFORE = 5 * 60;
const LONGEST_TIMER = 2 ** 31 - 1;

export function watchSession(seconds) {
  const dialog = document.querySelector("[data-session-dialog]");
  if (!seconds || !dialog) return;
  const wait = Math.max(0, seconds - WARN_BEFORE) * 1000;
  if (wait < LONGEST_TIMER) setTimeout(() => dialog.showModal(), wait);
}
