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
const isCount = (value) => typeof value === "string" && /^\u0000(0|[1-9]\d*)$/.test(value);
const isPlace = (value) => isCount(value) && count(value) >= 1 && Number.isSafeInteger(count(value));
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const count = (value) => Number(value.slice(1));

async function sha256(content) {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function read(text) {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => {
    const value = JSON.parse(token); // throws at what is no number, like 007
    demand(typeof value !== "string" || !value.includes(NUMBER), "text"); // the mark is ours alone
    return typeof value === "string" ? token : `"\\u0000${token}"`;
  });
  return JSON.parse(marked);
}

// A part of the file and what it may be: `{ key: kind }` has these keys and no others (`key?` may be missing), `[kind]`
// is a list of any length, `[kind, kind]` one of just these, a function a test of its own.
function fits(value, kind) {
  if (typeof kind === "function") return kind(value);
  if (Array.isArray(kind)) {
    const kinds = kind.length === 1 && Array.isArray(value) ? value.map(() => kind[0]) : kind;
    return Array.isArray(value) && value.length === kinds.length && value.every((one, index) => fits(one, kinds[index]));
  }
  if (!isObject(value)) return false;
  const known = new Map(Object.entries(kind).map(([name, part]) => [name.replace("?", ""), part]));
  const needed = Object.keys(kind).filter((name) => !name.endsWith("?"));
  const has = (name) => Object.hasOwn(value, name);
  return needed.every(has) && Object.keys(value).every((name) => known.has(name) && fits(value[name], known.get(name)));
}

const ofLists = (kind, names = LISTS) => Object.fromEntries(names.map((name) => [`${name}?`, kind]));

// Which keys there are follows from the parameters, and those stand under the commitment.
function shapeOf(params) {
  const said = params.sealed ? { by: isText, at: isText } : { "by?": isText, "at?": isText };
  const skip = { list: isText, entry: isPlace, reason: isText, "recusal?": isPlace, ...said };
  const list = { entries: [isText], weights: [isPlace], sha256: isText, "wide?": (value) => value === true };
  return {
    ...{ format: isText, key: isText, task: isObject, "params?": isObject, sources: [[isCount]], skips: [skip] },
    ...{ lists: ofLists(list), picks: ofLists([isPlace]), commitment: { sha256: isText, salt: isText, published_at: isText } },
    ...(params.exclusions_sha256 === undefined ? {} : { exclusions: [[isText, isText, isText]] }),
    ...(params.conflicts_sha256 === undefined
      ? {}
      : { conflicts: [[isPlace, isText, isPlace, isText]], teams: ofLists([[isPlace]], Object.keys(SIZES)) }),
    ...(params.sealed ? { seal: isText } : {}),
  };
}

function checkShape(proof) {
  const params = proof.params ?? {};
  demand(isObject(params), "params");
  const shape = shapeOf(params);
  for (const [name, kind] of Object.entries(shape)) {
    const plain = name.replace("?", "");
    demand(plain in proof ? fits(proof[plain], kind) : name.endsWith("?"), plain);
  }
  for (const name of Object.keys(proof)) demand(name in shape || `${name}?` in shape, name);
  let recusals = 0;
  for (const skip of proof.skips.filter((one) => "recusal" in one)) {
    demand("teams" in proof && skip.list in SIZES && count(skip.recusal) === ++recusals, "skips");
  }
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
  demand(sources.length > 0, "sources");
  return sources
    .map((source) => {
      demand(source.length > 0, "sources");
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
    demand(count(skip.entry) <= size, "skips");
    return count(skip.entry);
  });
  demand(new Set(entries).size === entries.length, "skips");
  return new Set(entries);
}

async function checkList(proof, name, key, told) {
  const place = `lists.${name}`;
  const { entries, weights, sha256: published, wide = false } = proof.lists[name];
  demand(entries.length > 0 && new Set(entries).size === entries.length, place);
  demand(weights.length === entries.length, place);
  const lines = entries.map((entry, index) => `${index + 1}\t${entry}\t${count(weights[index])}\n`);
  const computed = await sha256(bytes(lines.join("")));
  demand(published === computed, `${place}.sha256`, published, computed);
  const picks = proof.picks[name];
  demand(picks.length > 0, `picks.${name}`);
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

// Who was left out and who may not go where were bound before the seed existed.
async function checkRows(proof, place) {
  const bound = proof.params?.[`${place}_sha256`];
  if (bound === undefined) return;
  const computed = await sha256(rows(proof[place]));
  demand(bound === computed, place, bound, computed);
}

const MOMENT = /^((?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

// Microseconds, as the other readers compare them; no number for what is no day or hour of the calendar.
function moment(text) {
  const [, clock, fraction = "", zone] = MOMENT.exec(text) ?? [];
  const there = new Date(`${clock}Z`);
  if (Number.isNaN(there.valueOf()) || there.toISOString().slice(0, 19) !== clock) return NaN;
  return Date.parse(`${clock}${zone}`) * 1000 + Number(fraction.padEnd(6, "0"));
}

// What a skip may say was published before the seed; it was said after the seed and in the order of the file.
function checkSaid(proof) {
  const known = proof.params?.skip_words;
  if (known === undefined) return;
  demand(Array.isArray(known), "params");
  const words = new Set(known.map((row) => canonical(row)));
  let last = moment(proof.params.source_time);
  for (const [index, skip] of proof.skips.entries()) {
    const said = canonical(["recusal" in skip ? "recusal" : skip.list, skip.by ?? "", skip.reason]);
    demand(words.has(said), `skips.${index}`);
    demand(moment(skip.at) >= last, `skips.${index}`, skip.at, "");
    last = moment(skip.at);
  }
}

// Groups of the drawn take turns over the units; who may not go there gives way to the next in the order of the draw.
function teamsOf(order, { units, many, size, barred }) {
  const groups = Math.floor(many / size);
  return units.map((unit, turn) => {
    const group = turn % groups;
    const walk = [...order.slice(group * size, many), ...order.slice(0, group * size), ...order.slice(many)];
    const wanted = group === groups - 1 ? size + (many % size) : size;
    return walk.filter((entry) => !barred.has(`${unit} ${entry}`)).slice(0, wanted);
  });
}

// Who steps back after the draw leaves the own places, and only those, to the next of the order who may go there.
function stepBack(teams, order, recused, { units, many, barred }) {
  const gone = new Set();
  for (const out of recused) {
    const drawnNow = order.filter((entry) => !gone.has(entry)).slice(0, many);
    demand([drawnNow, ...teams].some((some) => some.includes(out)), "skips");
    gone.add(out);
    for (const [turn, team] of teams.entries()) {
      if (!team.includes(out)) continue;
      const free = (entry) => !gone.has(entry) && !team.includes(entry) && !barred.has(`${units[turn]} ${entry}`);
      const next = [...order.slice(many), ...order.slice(0, many)].find(free);
      team.splice(team.indexOf(out), 1, ...(next === undefined ? [] : [next]));
    }
  }
}

async function checkTeams(proof, name, key, picked) {
  const { weights } = proof.lists[name];
  const skips = proof.skips.filter((skip) => skip.list === name);
  const passed = new Set(skips.filter((skip) => !("recusal" in skip)).map((skip) => count(skip.entry)));
  const recused = skips.filter((skip) => "recusal" in skip).map((skip) => count(skip.entry));
  const order = await drawn(bytes(`${name}|${key}`), weights.map(count), weights.length - passed.size, passed, () => {});
  const barred = new Set(proof.conflicts.filter((row) => row[1] === name).map((row) => `${count(row[0])} ${count(row[2])}`));
  const given = { units: picked.unit ?? [], many: picked[name].length, size: SIZES[name], barred };
  const teams = teamsOf(order, given);
  stepBack(teams, order, recused, given);
  const published = proof.teams[name] ?? [];
  demand(published.length === teams.length, `teams.${name}`);
  for (const [turn, team] of teams.entries()) {
    const told = published[turn].map(lineOf).join(", ");
    demand(team.length >= given.size && told === team.join(", "), `teams.${name}`, told, team.join(", "));
  }
}

async function checkFacts(proof, names, key, picked, held) {
  const params = proof.params ?? {};
  demand(params.task === undefined || canonical(params.task) === canonical(proof.task), "task");
  await checkRows(proof, "exclusions");
  await checkRows(proof, "conflicts");
  checkSaid(proof);
  if (params.conflicts_sha256 !== undefined) {
    const people = names.filter((one) => one in SIZES);
    demand(Object.keys(proof.teams).length === people.length && people.every((one) => one in proof.teams), "teams");
    for (const name of people) {
      await checkTeams(proof, name, key, picked);
      held(`teams.${name}`, proof.teams[name].map((team) => team.map(lineOf).join("+")).join(", "));
    }
  }
  if (!params.sealed) return;
  const computed = await sha256(bytes(canonical({ ...proof, seal: "" })));
  demand(proof.seal === computed, "seal", proof.seal, computed);
  held("seal", computed);
}

// Checks one part after the other and tells each that held; throws Differs at the first that does not. `seal`: the one
// on the public page, which also binds what no file can: which reason was said, and at what minute.
export async function verify(proof, { held = () => {}, told = () => {}, seal = "" } = {}) {
  demand(isObject(proof) && proof.format === "enforcement-draw/1", "format");
  checkShape(proof);
  const key = keyOf(proof.sources);
  demand(proof.key === key, "key", proof.key, key);
  held("key", key);
  const names = LISTS.filter((name) => name in proof.lists);
  demand(names.length > 0, "lists");
  demand(names.length === Object.keys(proof.picks).length && names.every((name) => name in proof.picks), "picks");
  demand(proof.skips.every((skip) => names.includes(skip.list)), "skips");
  const commitment = proof.commitment;
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
    demand(moment(commitment.published_at) < moment(sourceTime), "commitment.published_at", commitment.published_at, sourceTime);
  }
  const frozenAt = proof.params?.frozen_at;
  if (frozenAt !== undefined) {
    demand(moment(frozenAt) <= moment(commitment.published_at), "commitment.published_at", commitment.published_at, frozenAt);
  }
  held("commitment", computed);
  await checkFacts(proof, names, key, picked, held);
  demand(seal === "" || proof.seal === seal, "seal", proof.seal ?? "", seal);
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
  const named = (place) => (label(place) === place ? place : `${label(place)} (${place})`);
  const run = async () => {
    state.textContent = words.running;
    state.className = "";
    try {
      await verify(proof ?? read(text), {
        seal: words.seal ?? "",
        held: (place, value) => line(label(place), value),
        told: (name, share) => (state.textContent = `${words.running} ${word(name)} ${Math.round(share * 100)}%`),
      });
      state.textContent = `✓ ${words.holds}`;
      state.className = "tag tag--ok";
    } catch (error) {
      const values = error.published || error.computed ? `${words.published} ${error.published}; ${words.computed} ${error.computed}` : "";
      state.textContent = `✗ ${words.differs} ${error instanceof Differs ? named(error.place) : words.unreadable} ${values}`;
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
