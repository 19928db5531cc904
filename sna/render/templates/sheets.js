/* The tables that stand beside the map: people, group by group, and who came to what. */

const MOST_ROWS = 60; // groups in the square; more would not fit on any screen
const MOST_PEOPLE = 400; // above, those who came are counted group by group

/** @type {(name: string) => void} */
function showSheet(name) {
  if (name === "matrix") showMatrix();
  if (name === "came") showCame();
}

/** @type {(name: string, text?: string, className?: string, scope?: string) => any} */
function cell(name, text, className, scope) {
  const found = made(name, undefined, className);
  if (scope) found.scope = scope;
  if (text !== undefined) found.append(isolated(text));
  return found;
}

/* ---- group by group ---- */

/** @type {() => [shown: number[], all: number]} */
function groupsShown() {
  const numbers = [...scene.islands.keys()].filter((number) => sizeOf(number) > 0);
  const largest = [...numbers].sort((one, other) => sizeOf(other) - sizeOf(one) || one - other).slice(0, MOST_ROWS);
  return [numbers.filter((number) => largest.includes(number)), numbers.length];
}

/** @type {(group: number) => number} */
function sizeOf(group) {
  return people.filter((person, at) => person.group === group && seen(at)).length;
}

/** @type {(at: number) => boolean} */
const seen = (at) => !absent(at) && !isHidden(scene, state, at);
/** @type {(ties: Tie[]) => Tie[]} */
const seenTies = (ties) => ties.filter(([a, b]) => !isHidden(scene, state, a) && !isHidden(scene, state, b));

/** @type {(ties: Tie[]) => (one: number, other: number) => number} */
function tiesBetween(ties) {
  const counts = new Map();
  for (const [a, b] of seenTies(ties)) {
    const key = [people[a].group, people[b].group].sort((one, other) => one - other).join(" ");
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  return (one, other) => counts.get([one, other].sort((a, b) => a - b).join(" ")) || 0;
}

function showMatrix() {
  const [groups, all] = groupsShown();
  const now = tiesBetween(act().ties);
  const later = !state.months && state.period > 0 && state.period <= last;
  const first = later ? tiesBetween(chosenAct(scene, { ...state, period: 0 }).ties) : null;
  const size = new Map(groups.map((group) => [group, sizeOf(group)]));
  const table = element("matrix-table");
  const head = made("tr");
  head.append(cell("th", capital(words.one), "corner", "col"), ...groups.map((group) => cell("th", scene.islands[group].name, "upright", "col")));
  const rows = groups.map((group) => {
    const row = made("tr");
    row.append(cell("th", `${scene.islands[group].name} (${grouped(size.get(group) ?? 0)})`, "", "row"));
    row.append(...groups.map((other) => square(group, other, now(group, other), first ? first(group, other) : null, size)));
    return row;
  });
  table.tHead.replaceChildren(head);
  table.tBodies[0].replaceChildren(...rows);
  const left = all > groups.length ? ` The ${MOST_ROWS} largest of ${grouped(all)} ${words.many}.` : "";
  element("matrix-title").textContent = `Ties between ${words.many}${act().title ? `, ${act().title}` : ""}`;
  element("matrix-note").textContent = `How many pairs of people are tied; darker where it is a larger share of all pairs there are.${first ? ` A dot: no tie in ${scene.periods[0].title}.` : ""}${left} Choose a number to see these people on the map.`;
}

/** @type {(group: number, other: number, ties: number, before: number | null, size: Map<number, number>) => HTMLElement} */
function square(group, other, ties, before, size) {
  const found = made("td", undefined, "square");
  const [own, others] = [size.get(group) ?? 0, size.get(other) ?? 0];
  const pairs = group === other ? (own * (own - 1)) / 2 : own * others;
  found.dataset.shade = pairs && ties ? 1 + Math.min(4, Math.floor((5 * ties) / pairs)) : 0;
  if (group === other) found.classList.add("own");
  if (!ties) {
    found.append(made("span", "no tie", "spoken"));
    return found;
  }
  const button = made("button", grouped(ties));
  button.type = "button";
  const [one, two] = [scene.islands[group].name, scene.islands[other].name];
  const fresh = before === 0;
  button.setAttribute("aria-label", `${plural(ties, "tie", "ties")} ${group === other ? `inside ${one}` : `between ${one} and ${two}`}${fresh ? ", new" : ""}`);
  if (fresh) button.append(made("span", " •", "fresh"));
  button.addEventListener("click", () => showPair(group, other));
  found.append(button);
  return found;
}

/* The people of two groups who are tied across, on the map. */
/** @type {(group: number, other: number) => void} */
function showPair(group, other) {
  const found = new Set();
  for (const [a, b] of seenTies(act().ties)) {
    const pair = [people[a].group, people[b].group];
    if ((pair[0] === group && pair[1] === other) || (pair[0] === other && pair[1] === group)) found.add(a).add(b);
  }
  onMap();
  Object.assign(state, { chosen: null, tie: null, hovered: null, finding: { people: [...found], lit: group === other ? "inside" : "across" } });
  showPerson();
  showFindings();
  rule();
  redraw();
  const names = [...new Set([group, other])].map((number) => scene.islands[number].name).join(" and ");
  say(`${plural(found.size, "person", "people")} of ${names}.`);
}

/* ---- who came to what ---- */

function showCame() {
  const came = act().came ?? [];
  const held = [...new Set(came.flat())].sort((one, other) => one - other);
  const shown = shownPeople();
  const byGroup = shown.length > MOST_PEOPLE;
  const head = made("tr");
  head.append(cell("th", byGroup ? capital(words.one) : "Person", "corner", "col"), cell("th", "Times", "number", "col"));
  const titles = briefly(held.map((number) => scene.gatherings[number]));
  head.append(...titles.map((title) => cell("th", title, "upright", "col")));
  const sets = came.map((own) => new Set(own));
  const bodies = [...scene.islands.keys()].map((group) => cameOf(group, shown.filter((at) => people[at].group === group), held, sets, byGroup));
  const table = element("came-table");
  table.tHead.replaceChildren(head);
  for (const old of [...table.tBodies]) old.remove();
  table.append(...bodies.filter((body) => body.rows.length));
  table.tFoot.replaceChildren(totals(shown, held, sets));
  element("came-title").textContent = `Who came to what${act().title ? `, ${act().title}` : ""}`;
}

/* Titles are "5 March 2024, Forum": what most are called need not be said of each. */
/** @type {(titles: string[]) => string[]} */
function briefly(titles) {
  /** @type {(title: string) => string} */
  const name = (title) => title.slice(title.indexOf(",") + 1);
  const often = new Map();
  for (const title of titles) if (title.includes(",")) often.set(name(title), (often.get(name(title)) || 0) + 1);
  const [usual, count] = [...often].sort((one, other) => other[1] - one[1])[0] || ["", 0];
  return titles.map((title) => (count > 1 && title.includes(",") && name(title) === usual ? title.slice(0, title.indexOf(",")) : title));
}

/** @type {(group: number, members: number[], held: number[], sets: Set<number>[], byGroup: boolean) => HTMLTableSectionElement} */
function cameOf(group, members, held, sets, byGroup) {
  const body = made("tbody");
  if (!members.length) return body;
  /** @type {(at: number) => number} */
  const often = (at) => held.filter((number) => sets[at].has(number)).length;
  if (byGroup) {
    const row = made("tr");
    const counts = held.map((number) => members.filter((at) => sets[at].has(number)).length);
    row.append(cell("th", scene.islands[group].name, "", "row"), cell("td", grouped(counts.reduce((sum, count) => sum + count, 0)), "number"));
    row.append(...counts.map((count) => cell("td", count ? grouped(count) : "", "there")));
    body.append(row);
    return body;
  }
  const title = made("tr", undefined, "group");
  const name = cell("th", scene.islands[group].name, "", "rowgroup");
  name.colSpan = 2 + held.length;
  title.append(name);
  body.append(title);
  for (const at of [...members].sort((one, other) => often(other) - often(one) || one - other)) {
    const row = made("tr");
    const who = made("th");
    who.scope = "row";
    const button = made("button");
    button.type = "button";
    button.append(isolated(people[at].name));
    button.addEventListener("click", () => take(at));
    who.append(button);
    row.append(who, cell("td", grouped(often(at)), "number"), ...held.map((number) => dot(sets[at].has(number), shade(scene.categories[people[at].category], theme()))));
    body.append(row);
  }
  return body;
}

/** @type {(there: boolean, colour: string) => HTMLElement} */
function dot(there, colour) {
  const found = made("td", undefined, "there");
  if (!there) return found;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" })) svg.setAttribute(name, String(value));
  for (const [name, value] of Object.entries({ cx: 6, cy: 6, r: 5, fill: colour })) circle.setAttribute(name, String(value));
  svg.append(circle);
  found.append(svg, made("span", "came", "spoken"));
  return found;
}

/** @type {(shown: number[], held: number[], sets: Set<number>[]) => HTMLElement} */
function totals(shown, held, sets) {
  const row = made("tr");
  const counts = held.map((number) => shown.filter((at) => sets[at].has(number)).length);
  const people = shown.filter((at) => held.some((number) => sets[at].has(number))).length;
  row.append(cell("th", `People there, of ${plural(people, "person", "people")}`, "", "row"), cell("td", grouped(counts.reduce((sum, count) => sum + count, 0)), "number"), ...counts.map((count) => cell("td", grouped(count), "there")));
  return row;
}

/* ---- the table ---- */

const body = /** @type {HTMLTableSectionElement} */ (document.querySelector("#table tbody"));
const rows = [...body.rows];
const heads = [...document.querySelectorAll("#table thead th")];
const sorted = { column: heads.length - 2, down: true };

function showTable() {
  const { links, outside, groups, came, title } = act();
  if (element("table-period")) element("table-period").textContent = title;
  element("table-among").textContent = among();
  for (const row of rows) {
    const at = Number(row.dataset.person);
    row.querySelector("[data-cell=group]")?.replaceChildren(isolated(scene.islands[people[at].group].name));
    row.hidden = absent(at) || isHidden(scene, state, at);
    const visits = row.querySelector("[data-cell=came]");
    if (visits) visits.textContent = String(came?.[at].length ?? 0);
    [links, outside, groups].forEach((counts, number) => {
      row.cells[heads.length - 3 + number].textContent = String(counts[at]);
    });
  }
  sortTable();
}

/* Which people and ties the table leaves out, in words. */
function among() {
  const said = [];
  if (state.centre !== null && state.ego) said.push(`only ${people[state.centre].name} and those they are tied to`);
  else if (state.hidden.size || state.closed.size) said.push("only the people shown");
  if (state.facets.some((value) => value >= 0)) said.push(`only ${facetWords()}`);
  return said.map((words) => `, ${words}`).join("");
}

/** @type {(column: number) => boolean} */
const isNumber = (column) => Boolean(heads[column]?.classList.contains("number"));

function sortTable() {
  const numbers = isNumber(sorted.column);
  /** @type {(row: HTMLTableRowElement) => string} */
  const value = (row) => row.cells[sorted.column].textContent ?? "";
  /** @type {(one: HTMLTableRowElement, other: HTMLTableRowElement) => number} */
  const compare = (one, other) => (numbers ? Number(value(one)) - Number(value(other)) : value(one).localeCompare(value(other)));
  const before = [...rows];
  rows.sort((one, other) => (sorted.down ? -1 : 1) * compare(one, other) || Number(one.dataset.person) - Number(other.dataset.person));
  if (rows.some((row, at) => row !== before[at])) body.append(...rows);
  heads.forEach((cell, column) => {
    cell.setAttribute("aria-sort", column !== sorted.column ? "none" : sorted.down ? "descending" : "ascending");
  });
}

heads.forEach((cell, column) => {
  const button = made("button");
  button.type = "button";
  button.append(...cell.childNodes);
  button.addEventListener("click", () => {
    const numbers = isNumber(column);
    Object.assign(sorted, { column, down: column === sorted.column ? !sorted.down : numbers });
    sortTable();
  });
  cell.replaceChildren(button);
});

