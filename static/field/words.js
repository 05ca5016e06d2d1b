// The page carries the words, translated; {n} and the like are filled in here.
export function say(name, values = {}) {
  const text = document.querySelector("[data-field-words]")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}
