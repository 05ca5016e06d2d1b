// Marks the cells that the server did not take. The answer to a row or a form that saves itself lists them in
// [data-cell-marks]; its value is the id of the row or form. What was typed stays where it is.
function clear(control) {
  const kept = [];
  for (const id of (control.getAttribute("aria-describedby") || "").split(" ").filter(Boolean)) {
    if (id.endsWith("error")) document.getElementById(id)?.remove();
    else kept.push(id);
  }
  if (kept.length) control.setAttribute("aria-describedby", kept.join(" "));
  else control.removeAttribute("aria-describedby");
  control.removeAttribute("aria-invalid");
  control.classList.remove("govuk-input--error", "govuk-select--error");
  control.closest(".form-group")?.classList.remove("form-group--error");
}

function mark(control, words) {
  const note = document.createElement("p");
  note.className = "govuk-error-message";
  note.id = `${control.id}-error`;
  note.textContent = words;
  control.before(note);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), note.id].filter(Boolean).join(" "));
  control.classList.add(control.tagName === "SELECT" ? "govuk-select--error" : "govuk-input--error");
  control.closest(".form-group")?.classList.add("form-group--error");
}

function show(list) {
  const scope = document.getElementById(list.dataset.cellMarks);
  if (!scope) return;
  const known = new Set();
  for (const control of scope.querySelectorAll("[aria-invalid]")) {
    known.add(control.id);
    clear(control);
  }
  let first = null;
  for (const link of list.querySelectorAll("a")) {
    const control = document.getElementById(link.hash.slice(1));
    if (!control || control.hasAttribute("aria-invalid")) continue;
    mark(control, link.dataset.cellError);
    if (!known.has(control.id)) first ??= control;
  }
  // Only a fault not shown before takes the place of writing; an old one waits.
  first?.focus();
  list.remove();
}

export function markCells() {
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const list of document.querySelectorAll("[data-cell-marks]")) show(list);
  });
}
