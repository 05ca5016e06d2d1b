// Recomputes a published draw in the visitor's browser, from the published file alone. Written apart from the server:
// it shares the format (docs: enforcement-draw/1) and no code with it.
const LISTS = ["unit", "officer", "expert"];
const SIZES = { officer: 2, expert: 1 }; // how many of a list go to each drawn unit
const NARROW_ROUNDS = 65536;
const NUMBER = "\u0000"; // marks a number kept as its digits; a browser would round long ones

class Differs extends Error {
  constructor(place, published = "", computed = "") {
    super(place);
    Object.assign(this, { place, published: String(published), computed: String(computed) });
  }
}

function demand(holds, place, published, computed) {
  if (!holds) throw new Differs(place, published, computed);
}

const bytes = (text) => new TextEncoder().encode(text);
const isText = (value) => typeof value === "string" && value !== "" && !/[\t\n\r\u0000]/.test(value);
const isCount = (value) => typeof value === "string" && /^\u0000\d+$/.test(value);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const count = (value) => Number(value.slice(1));

async function sha256(content) {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function read(text) {
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (token[0] === '"' ? token : `"\\u0000${token}"`)));
}

function byCodePoint(left, right) {
  const [a, b] = [[...left], [...right]];
  const at = a.findIndex((char, index) => char !== b[index]);
  if (at < 0) return a.length - b.length;
  return at < b.length ? a[at].codePointAt(0) - b[at].codePointAt(0) : 1;
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).sort(byCodePoint);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  if (typeof value === "string" && value.startsWith(NUMBER)) return value.slice(1);
  return JSON.stringify(value);
}

function keyOf(sources) {
  demand(Array.isArray(sources) && sources.length > 0, "sources");
  return sources
    .map((source) => {
      demand(Array.isArray(source) && source.length > 0 && source.every(isCount), "sources");
      const numbers = source.map((number) => BigInt(number.slice(1))).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      return `${numbers.map((number) => `${number}.`).join("")}/`;
    })
    .join("");
}

// The tickets that are left, as sums over blocks of entries: a round looks at one block, not at the whole list.
class Tickets {
  constructor(weights) {
    this.weights = weights.slice();
    this.size = Math.ceil(Math.sqrt(weights.length));
    this.blocks = [];
    for (const [index, weight] of weights.entries()) {
      const block = Math.floor(index / this.size);
      this.blocks[block] = (this.blocks[block] ?? 0) + weight;
    }
    this.left = weights.reduce((sum, weight) => sum + weight, 0);
  }

  take(position) {
    let block = 0;
    while (position >= this.blocks[block]) position -= this.blocks[block++];
    let entry = block * this.size;
    while (position >= this.weights[entry]) position -= this.weights[entry++];
    this.blocks[block] -= this.weights[entry];
    this.left -= this.weights[entry];
    this.weights[entry] = 0;
    return entry + 1;
  }
}

function framed(index, width, key) {
  const content = new Uint8Array(2 * width + key.length);
  const view = new DataView(content.buffer);
  for (const at of [0, width + key.length]) width === 4 ? view.setUint32(at, index) : view.setUint16(at, index);
  content.set(key, width);
  return content;
}

// An order longer than the picks still runs in the stream of the picks, as long as two bytes number its rounds.
async function drawn(key, weights, wanted, skipped, told) {
  const width = wanted + skipped.size > NARROW_ROUNDS ? 4 : 2;
  const tickets = new Tickets(weights);
  const picks = [];
  for (let index = 0; picks.length < wanted; index++) {
    const hash = await sha256(framed(index, width, key));
    const entry = tickets.take(Number(BigInt(`0x${hash}`) % BigInt(tickets.left)));
    if (!skipped.has(entry)) picks.push(entry);
    if (index % 500 === 0) told(picks.length / wanted);
  }
  return picks;
}

function skipsOf(proof, name, size) {
  const skips = proof.skips.filter((skip) => skip.list === name);
  const entries = skips.map((skip) => {
    demand(isCount(skip.entry) && count(skip.entry) >= 1 && count(skip.entry) <= size && isText(skip.reason), "skips");
    return count(skip.entry);
  });
  demand(new Set(entries).size === entries.length, "skips");
  return new Set(entries);
}

async function checkList(proof, name, key, told) {
  const place = `lists.${name}`;
  const { entries, weights, sha256: published, wide = false } = proof.lists[name];
  demand(Array.isArray(entries) && entries.length > 0 && entries.every(isText), place);
  demand(new Set(entries).size === entries.length, place);
  demand(Array.isArray(weights) && weights.length === entries.length, place);
  demand(weights.every((weight) => isCount(weight) && count(weight) >= 1), place);
  const lines = entries.map((entry, index) => `${index + 1}\t${entry}\t${count(weights[index])}\n`);
  const computed = await sha256(bytes(lines.join("")));
  demand(published === computed, `${place}.sha256`, published, computed);
  const picks = proof.picks[name];
  demand(Array.isArray(picks) && picks.length > 0 && picks.every(isCount), `picks.${name}`);
  const skipped = skipsOf(proof, name, entries.length);
  demand(picks.length <= entries.length - skipped.size, `picks.${name}`);
  demand(wide === (picks.length + skipped.size > NARROW_ROUNDS), `${place}.wide`);
  const counts = proof.params?.counts;
  const told_ = isObject(counts) ? counts[name] : undefined;
  demand(!isObject(counts) || (isCount(told_) && count(told_) === picks.length), `picks.${name}`, picks.length, (told_ ?? "").slice(1));
  const result = await drawn(bytes(`${name}|${key}`), weights.map(count), picks.length, skipped, told);
  const wrong = result.findIndex((entry, index) => entry !== count(picks[index]));
  demand(wrong < 0, `picks.${name}.${wrong}`, wrong < 0 ? "" : count(picks[wrong]), result[wrong]);
  return result;
}

const lineOf = (part) => (isCount(part) ? part.slice(1) : part);
const rows = (table) => bytes(table.map((row) => `${row.map(lineOf).join("\t")}\n`).join(""));
const isExclusion = (row) => Array.isArray(row) && row.length === 3 && row.every(isText);
const isConflict = (row) =>
  Array.isArray(row) && row.length === 4 && isCount(row[0]) && isText(row[1]) && isCount(row[2]) && isText(row[3]);

// Who was left out and who may not go where were bound before the seed existed.
async function checkRows(proof, place, holds) {
  const bound = proof.params?.[`${place}_sha256`];
  if (bound === undefined) return;
  demand(Array.isArray(proof[place]) && proof[place].every(holds), place);
  const computed = await sha256(rows(proof[place]));
  demand(bound === computed, place, bound, computed);
}

// Groups of the drawn take turns over the units; who may not go there gives way to the next in the order of the draw.
async function checkTeams(proof, name, key, picked) {
  const { weights } = proof.lists[name];
  const skipped = skipsOf(proof, name, weights.length);
  const order = await drawn(bytes(`${name}|${key}`), weights.map(count), weights.length - skipped.size, skipped, () => {});
  const [size, many] = [SIZES[name], picked[name].length];
  const groups = Math.floor(many / size);
  const barred = new Set(proof.conflicts.filter((row) => row[1] === name).map((row) => `${count(row[0])} ${count(row[2])}`));
  const teams = (picked.unit ?? []).map((unit, turn) => {
    const group = turn % groups;
    const walk = [...order.slice(group * size, many), ...order.slice(0, group * size), ...order.slice(many)];
    const wanted = group === groups - 1 ? size + (many % size) : size;
    return walk.filter((entry) => !barred.has(`${unit} ${entry}`)).slice(0, wanted);
  });
  const published = proof.teams?.[name];
  demand(Array.isArray(published) && published.length === teams.length, `teams.${name}`);
  for (const [turn, team] of teams.entries()) {
    const told = Array.isArray(published[turn]) ? published[turn].map(lineOf).join(", ") : "";
    demand(team.length >= size && told === team.join(", "), `teams.${name}`, told, team.join(", "));
  }
}

async function checkFacts(proof, names, key, picked, held) {
  const params = proof.params ?? {};
  demand(params.task === undefined || canonical(params.task) === canonical(proof.task), "task");
  await checkRows(proof, "exclusions", isExclusion);
  await checkRows(proof, "conflicts", isConflict);
  if (params.conflicts_sha256 !== undefined) {
    for (const name of names.filter((one) => one in SIZES)) {
      await checkTeams(proof, name, key, picked);
      held(`teams.${name}`, proof.teams[name].map((team) => team.map(lineOf).join("+")).join(", "));
    }
  }
  if (!params.sealed) return;
  const computed = await sha256(bytes(canonical({ ...proof, seal: "" })));
  demand(proof.seal === computed, "seal", proof.seal, computed);
  held("seal", computed);
}

// Checks one part after the other and tells each that held; throws Differs at the first that does not.
export async function verify(proof, { held = () => {}, told = () => {} } = {}) {
  demand(isObject(proof) && proof.format === "enforcement-draw/1", "format");
  demand(isObject(proof.task), "task");
  const key = keyOf(proof.sources);
  demand(proof.key === key, "key", proof.key, key);
  held("key", key);
  demand(isObject(proof.lists) && isObject(proof.picks) && Array.isArray(proof.skips), "lists");
  const names = LISTS.filter((name) => name in proof.lists);
  demand(names.length > 0 && Object.keys(proof.lists).length === names.length, "lists");
  demand(names.length === Object.keys(proof.picks).length && names.every((name) => name in proof.picks), "picks");
  demand(proof.skips.every((skip) => isObject(skip) && names.includes(skip.list)), "skips");
  const commitment = proof.commitment;
  demand(isObject(commitment) && isText(commitment.salt) && isText(commitment.sha256), "commitment");
  const picked = {};
  for (const name of names) {
    picked[name] = await checkList(proof, name, key, (share) => told(name, share));
    held(`lists.${name}`, proof.lists[name].sha256);
    held(`picks.${name}`, proof.picks[name].map(count).join(", "));
  }
  const head = [commitment.salt, ...names.map((name) => proof.lists[name].sha256)].map((line) => `${line}\n`).join("");
  const computed = await sha256(bytes(head + canonical(proof.params ?? {})));
  demand(commitment.sha256 === computed, "commitment.sha256", commitment.sha256, computed);
  const sourceTime = proof.params?.source_time;
  if (sourceTime !== undefined) {
    const [earlier, later] = [commitment.published_at, sourceTime].map((text) => (/[+-]\d\d:\d\d$|Z$/.test(text) ? Date.parse(text) : NaN));
    demand(earlier < later, "commitment.published_at", commitment.published_at, sourceTime);
  }
  held("commitment", computed);
  await checkFacts(proof, names, key, picked, held);
  return picked;
}

function show(box, { proof, text }) {
  const words = box.dataset;
  const [state, list] = [box.querySelector("[data-verify-state]"), box.querySelector("[data-verify-steps]")];
  list.replaceChildren();
  const line = (word, value) => {
    const item = document.createElement("li");
    const code = document.createElement("code");
    code.textContent = value;
    item.append(`✓ ${word} `, code);
    list.append(item);
  };
  const word = (name) => words[`word${name.replace(/^./, (first) => first.toUpperCase())}`] ?? name;
  const label = (place) => place.split(".").map(word).join(" ");
  const run = async () => {
    state.textContent = words.running;
    state.className = "";
    try {
      await verify(proof ?? read(text), {
        held: (place, value) => line(label(place), value),
        told: (name, share) => (state.textContent = `${words.running} ${word(name)} ${Math.round(share * 100)}%`),
      });
      state.textContent = `✓ ${words.holds}`;
      state.className = "tag tag--ok";
    } catch (error) {
      const values = error.published || error.computed ? `${words.published} ${error.published}; ${words.computed} ${error.computed}` : "";
      state.textContent = `✗ ${words.differs} ${error instanceof Differs ? error.place : words.unreadable} ${values}`;
      state.className = "tag tag--over";
    }
  };
  return run();
}

function start(box) {
  if (!globalThis.crypto?.subtle) return; // without a secure connection the browser computes no hashes
  box.hidden = false;
  box.querySelector("button").addEventListener("click", async () => {
    const answer = await fetch(box.dataset.proof);
    await show(box, { text: answer.ok ? await answer.text() : "" });
  });
  box.querySelector("input[type=file]").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (file) await show(box, { text: await file.text() });
  });
}

if (globalThis.document) for (const box of document.querySelectorAll("[data-verify-draw]")) start(box);
