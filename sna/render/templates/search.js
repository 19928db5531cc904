/* Searching people and groups: accents, case and apostrophes do not count, and a slip of the pen is forgiven. */

/** @type {(text: string) => string} */
const plain = (text) => text.normalize("NFD").replace(/[\p{M}'’ʼ`]/gu, "").toLowerCase();
/** @type {(text: string) => string[]} */
const wordsOf = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const search = element("search");
const results = element("results");
const note = element("search-note");

/* Whatever can be found: people, then the groups of each way to gather them. */
/** @type {Target[]} */
const targets = people.map((person, at) => ({ name: person.name, person: at, grouping: 0, texts: [person.name, scene.islands[person.group].name, ...person.facts].map(plain) }));
groupings.forEach(({ islands, noun }, grouping) => {
  islands.forEach(({ name, nameless }, island) => {
    if (!nameless) targets.push({ name, island, grouping, noun: noun.one, texts: [plain(name)] });
  });
});

/** @type {(text: string) => Target[]} */
function matches(text) {
  const sought = plain(text).split(/\s+/).filter(Boolean);
  if (!sought.length) return [];
  /** @type {[number, Target][]} */
  const found = [];
  for (const target of targets) {
    if (!sought.every((word) => target.texts.some((one) => one.includes(word)))) continue;
    const away = target.person !== undefined && absent(target.person) ? 3 : 0;
    found.push([away + (sought.every((word) => target.texts[0].includes(word)) ? (target.texts[0].startsWith(sought[0]) ? 0 : 1) : 2), target]);
  }
  return found.sort((one, other) => one[0] - other[0] || plain(one[1].name).localeCompare(plain(other[1].name))).map(([, target]) => target);
}

/* How many letters must be changed, left out, put in or swapped with the next to make one word of another. */
/** @type {(one: string, other: string) => number} */
function slips(one, other) {
  let [before, row] = [/** @type {number[]} */ ([]), Array.from({ length: other.length + 1 }, (_none, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}

/* What is called nearly so: every word sought is within a slip for each four letters of a word of the name. */
/** @type {(text: string) => Target[]} */
function nearest(text) {
  const sought = wordsOf(text);
  if (!sought.some((word) => word.length > 2)) return [];
  /** @type {[number, Target][]} */
  const found = [];
  for (const target of targets) {
    const own = wordsOf(target.name);
    const costs = sought.map((word) => Math.min(...own.map((one) => slips(word, one.length > word.length + 2 ? one.slice(0, word.length) : one))));
    if (costs.every((cost, at) => cost <= Math.max(1, Math.floor(sought[at].length / 4)))) found.push([costs.reduce((sum, cost) => sum + cost, 0), target]);
  }
  return found.sort((one, other) => one[0] - other[0]).slice(0, 5).map(([, target]) => target);
}

/** @type {(target: Target, number: number) => HTMLElement} */
function option(target, number) {
  const item = made("li");
  item.id = `result-${number}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.target = targets.indexOf(target);
  const at = target.person;
  item.append(isolated(target.name), made("small"));
  if (at === undefined) item.lastChild.append(target.noun ?? "");
  else item.lastChild.append(isolated(scene.islands[people[at].group].name), absent(at) ? ` · ${missing()}` : "");
  return item;
}

function offer() {
  const found = matches(search.value);
  const near = found.length || !search.value.trim() ? [] : nearest(search.value);
  const shown = found.length ? found.slice(0, 8) : near;
  results.replaceChildren(...shown.map(option));
  results.hidden = !shown.length;
  search.setAttribute("aria-expanded", String(Boolean(shown.length)));
  search.removeAttribute("aria-activedescendant");
  const none = Boolean(search.value.trim()) && !found.length;
  note.hidden = !none;
  note.textContent = none ? `Nobody of that name.${near.length ? " Nearest:" : ""}` : "";
  if (none) say(`Nobody of that name.${near.length ? ` Nearest: ${near.map(({ name }) => name).join(", ")}.` : ""}`);
  else if (found.length) say(`${grouped(found.length)} found.`);
}

function closeResults() {
  results.hidden = true;
  note.hidden = true;
  search.setAttribute("aria-expanded", "false");
}

/** @type {(at: number) => void} */
function take(at) {
  search.value = people[at].name;
  closeResults();
  onMap();
  if (state.ego && !state.ego.has(at)) leaveEgo();
  choose(at);
}

/* The people of a group and all their lines, on the map that gathers people so. */
/** @type {(grouping: number, island: number) => void} */
function takeGroup(grouping, island) {
  const { islands, of } = groupings[grouping];
  search.value = islands[island].name;
  closeResults();
  leaveEgo();
  const members = people.map((_person, at) => at).filter((at) => of[at] === island);
  gather(grouping);
  Object.assign(state, { chosen: null, tie: null, hovered: null, finding: { people: members, lit: "of" } });
  showView("group");
  refreshed();
  showFindings();
  say(`${islands[island].name}: ${plural(members.filter((at) => !absent(at)).length, "person", "people")}.`);
}

/** @type {(item: any) => void} */
function takeItem(item) {
  const target = targets[Number(item.dataset.target)];
  if (target.person !== undefined) take(target.person);
  else takeGroup(target.grouping, target.island ?? 0);
}

/** @type {(by: number) => void} */
function step(by) {
  const options = [...results.children];
  if (!options.length) return;
  const now = options.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = (now + by + options.length + (now < 0 && by < 0 ? 1 : 0)) % options.length;
  options.forEach((item, number) => item.setAttribute("aria-selected", String(number === next)));
  search.setAttribute("aria-activedescendant", options[next].id);
  options[next].scrollIntoView({ block: "nearest" });
}

search.addEventListener("input", offer);
search.addEventListener("keydown", (/** @type {any} */ event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    const item = results.querySelector("[aria-selected=true]") || results.firstElementChild;
    if (item && !results.hidden) takeItem(item);
  } else if (event.key === "Escape") {
    search.value = "";
    offer();
    choose(null);
  }
});
results.addEventListener("pointerdown", (/** @type {any} */ event) => {
  const item = event.target.closest("[data-target]");
  if (!item) return;
  event.preventDefault();
  takeItem(item);
});
search.addEventListener("blur", () => {
  results.hidden = true;
  search.setAttribute("aria-expanded", "false");
});
