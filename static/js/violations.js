// Suggests violations while plain words are typed, from the list in the page, hence without network too.
// Ranks as enforcement/rulebook/plain_words.py does; tests/enforcement/test_violation_in_browser.py compares both.
const NEAR = 0.35;
const SAME_NAME = 4;
const SAME_WORDS = 3;
const WITHIN = 1;
const SHOWN = 6;

export function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "").replace(/没有|未|无/g, "没");
}

function pieces(text) {
  const characters = [...text];
  return new Set(characters.slice(1).map((one, n) => characters[n] + one));
}

export class Index {
  // entries: [{key, texts}], the name first
  constructor(entries) {
    this.entries = entries.map(({ key, texts }) => {
      const held = texts.map(plain).filter(Boolean);
      return { key, texts: held, parts: held.map(pieces) };
    });
    const seen = new Map();
    for (const entry of this.entries) {
      entry.all = new Set(entry.parts.flatMap((part) => [...part]));
      for (const piece of entry.all) seen.set(piece, (seen.get(piece) ?? 0) + 1);
    }
    this.rarest = Math.log(1 + this.entries.length);
    this.weights = new Map([...seen].map(([piece, count]) => [piece, Math.log(1 + this.entries.length / count)]));
  }

  weight(found) {
    return [...found].reduce((sum, piece) => sum + (this.weights.get(piece) ?? this.rarest), 0);
  }

  score(asked, entry) {
    if (asked === entry.texts[0]) return SAME_NAME;
    if (entry.texts.includes(asked)) return SAME_WORDS;
    const within = entry.texts.some((text) => text.includes(asked) || (text.length > 1 && asked.includes(text)));
    const wanted = pieces(asked);
    const total = this.weight(wanted);
    if (!total) return within ? WITHIN : 0;
    const common = (set) => this.weight([...wanted].filter((piece) => set.has(piece)));
    const best = Math.max(...entry.parts.map((part) => (2 * common(part)) / (total + this.weight(part))));
    return common(entry.all) / total + best + (within ? WITHIN : 0);
  }

  ranked(words) {
    const asked = words.split(/\s+/).map(plain).filter(Boolean);
    if (!asked.length) return [];
    return this.entries
      .map((entry) => ({ key: entry.key, each: asked.map((one) => this.score(one, entry)) }))
      .filter(({ each }) => Math.min(...each) >= NEAR)
      .map(({ key, each }) => ({ key, score: Number(each.reduce((sum, one) => sum + one, 0).toFixed(9)) }))
      .sort((one, other) => other.score - one.score || (one.key < other.key ? -1 : 1))
      .map(({ key }) => key);
  }
}

function line(text, className) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

function about(option, foreign) {
  const lines = [line(option.dataset.about, "muted small")];
  if (option.dataset.warning) lines.push(line(`${foreign}：${option.dataset.warning}`, "small violation-search__foreign"));
  return lines;
}

function wire(root) {
  const input = root.querySelector("input:not([type=hidden])");
  const list = root.querySelector("datalist");
  const near = root.querySelector("[data-near]");
  const chosen = root.querySelector("[data-chosen]");
  const options = new Map([...list.options].map((option) => [option.dataset.key, option]));
  const index = new Index(
    [...options].map(([key, option]) => ({ key, texts: [option.value, ...option.dataset.words.split("|")] })),
  );
  input.removeAttribute("list");
  root.querySelector("[data-look]")?.setAttribute("hidden", "");

  const choose = (option) => {
    input.value = option.value;
    near.replaceChildren();
    chosen.replaceChildren(...about(option, list.dataset.foreign));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  };
  input.addEventListener("input", () => {
    chosen.replaceChildren();
    const rows = index.ranked(input.value).slice(0, SHOWN).map((key) => {
      const option = options.get(key);
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "violation-search__choice";
      button.append(line(option.value, "violation-search__name"), ...about(option, list.dataset.foreign));
      button.addEventListener("click", () => choose(option));
      row.append(button);
      return row;
    });
    near.replaceChildren(...rows);
  });
  input.form?.addEventListener("reset", () => {
    near.replaceChildren();
    chosen.replaceChildren();
  });
  root.dataset.ready = "yes";
}

for (const root of document.querySelectorAll("[data-violation-search]")) wire(root);
