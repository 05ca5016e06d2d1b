// Small help beside fields. The server checks everything again.
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿"];

function groupWords(group) {
  let words = "";
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (digit) words += DIGITS[digit] + PLACES[place];
    else if (words && !words.endsWith("零")) words += "零";
  }
  return words.replace(/零$/, "");
}

export function capitals(text) {
  const plain = text.normalize("NFKC").replace(/[,¥元\s]/g, "");
  if (!/^\d{1,12}(\.\d{0,2})?$/.test(plain)) return "";
  const [whole, part = ""] = plain.split(".");
  const yuan = Number(whole);
  const [jiao, fen] = part.padEnd(2, "0").split("").map(Number);
  const groups = [yuan % 10000, Math.floor(yuan / 10000) % 10000, Math.floor(yuan / 10 ** 8)];
  let words = "";
  for (let index = 2; index >= 0; index -= 1) {
    if (!groups[index]) continue;
    if (words && (groups[index] < 1000 || (groups[index + 1] === 0))) words += "零";
    words += groupWords(groups[index]) + GROUPS[index];
  }
  if (yuan || !(jiao || fen)) words = `${words || "零"}元`;
  if (jiao) words += `${DIGITS[jiao]}角`;
  else if (fen && yuan) words += "零";
  return words + (fen ? `${DIGITS[fen]}分` : "整");
}

function noteAfter(input) {
  const note = document.createElement("p");
  note.className = "after-field";
  note.setAttribute("role", "status");
  input.after(note);
  return note;
}

function showCapitals(input) {
  const note = noteAfter(input);
  const show = () => {
    note.textContent = capitals(input.value);
  };
  input.addEventListener("input", show);
  input.addEventListener("change", show);
  show();
}

function showWeekday(input) {
  const note = noteAfter(input);
  const show = () => {
    const on = input.value ? new Date(`${input.value}T00:00:00`) : null;
    const valid = on && !Number.isNaN(on.getTime());
    note.textContent = valid ? on.toLocaleDateString(document.documentElement.lang, { weekday: "long" }) : "";
  };
  input.addEventListener("change", show);
  show();
}

function offerPhrases(box) {
  const text = box.querySelector("textarea");
  const phrases = box.querySelector("[data-phrases]");
  if (!phrases || !phrases.children.length) return;
  phrases.hidden = false;
  phrases.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]")?.dataset.phrase;
    if (!phrase) return;
    text.value = text.value ? `${text.value}\n${phrase}` : phrase;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
}

// One row for each chosen file, with its size and a way to take it out again.
function listFiles(input) {
  const list = document.createElement("ul");
  list.className = "file-list";
  input.after(list);
  const remove = document.querySelector("[data-page-words]")?.dataset.remove ?? "×";
  const show = () => {
    list.replaceChildren(
      ...[...input.files].map((file, index) => {
        const row = document.createElement("li");
        const name = document.createElement("span");
        name.textContent = `${file.name} ${(file.size / 1024 / 1024).toFixed(2)} MB`;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button--secondary button--small";
        button.textContent = `${remove} ${file.name}`;
        button.addEventListener("click", () => {
          const rest = new DataTransfer();
          [...input.files].forEach((one, at) => at !== index && rest.items.add(one));
          input.files = rest.files;
          show();
          input.focus();
        });
        row.append(name, button);
        return row;
      }),
    );
  };
  input.addEventListener("change", show);
}

export function improveFields(root) {
  const each = (selector, improve) => {
    for (const one of root.querySelectorAll(selector)) {
      if (one.dataset.improved) continue;
      one.dataset.improved = "yes";
      improve(one);
    }
  };
  each("[data-money]", showCapitals);
  each("input[type=date]", showWeekday);
  each("[data-opinion]", offerPhrases);
  each("[data-upload]", listFiles);
}
