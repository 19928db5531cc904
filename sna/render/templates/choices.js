/* The controls over the map: islands, colours, sizes, lines, period and months; reasons and groups; one person's own ties. */

/** @type {(text: string) => string} */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/* Gather people by another column; who is left out by group is another matter there. */
/** @type {(number: number) => void} */
function gather(number) {
  if (number === state.grouping) return;
  state.closed.clear();
  state.grouping = number;
  const { noun, islands, of } = groupings[number];
  Object.assign(words, noun);
  scene.islands = islands;
  people.forEach((person, at) => {
    person.group = of[at];
  });
  buildGroups();
}

/** @type {(number: number) => void} */
function colour(number) {
  if (number !== state.colouring) state.hidden.clear();
  state.colouring = number;
  const { categories, of } = colourings[number];
  scene.categories = categories;
  people.forEach((person, at) => {
    person.category = of[at];
  });
}

/** @type {Record<string, (value: string) => void>} */
const PICKS = {
  group(value) {
    const number = Number(value);
    const layout = number < 0 ? "connection" : "group";
    if (number >= 0) gather(number);
    state.finding = null;
    if (ON_MAP.includes(shownView())) showView(layout);
    else state.layout = layout;
  },
  colour: (value) => colour(Number(value)),
  size(value) {
    state.size = /** @type {Size} */ (value);
  },
  rule(value) {
    state.lines = /** @type {"all" | "expected"} */ (value);
  },
};

function buildPicks() {
  for (const [name, pick] of Object.entries(PICKS)) {
    element(`pick-${name}`)?.addEventListener("change", (/** @type {any} */ event) => {
      pick(event.target.value);
      refreshed();
      showFindings();
      say(element("lines").textContent);
    });
  }
}

/* What is chosen stands in the controls, however it came about. */
function showControls() {
  const values = { group: state.layout === "connection" ? -1 : state.grouping, colour: state.colouring, size: state.size, rule: state.lines };
  for (const [name, value] of Object.entries(values)) if (element(`pick-${name}`)) element(`pick-${name}`).value = String(value);
  press(element("periods"), "period", state.months ? -1 : state.period);
  /** @type {Record<string, string>} */
  const nouns = { one: words.one, many: words.many, One: capital(words.one), Many: capital(words.many) };
  for (const span of document.querySelectorAll("[data-noun]")) span.textContent = nouns[/** @type {HTMLElement} */ (span).dataset.noun ?? ""];
  for (const span of document.querySelectorAll("[data-size]")) span.textContent = sizeWords();
  scene.facets.forEach((_facet, at) => {
    element(`facet-${at}`).value = String(state.facets[at]);
  });
  showTicks();
  showMonths();
}

function showTicks() {
  for (const box of element("groups-list").querySelectorAll("input")) box.checked = state.open ? state.open.has(Number(box.dataset.group)) : !state.closed.has(Number(box.dataset.group));
}

function sizeWords() {
  return { came: "came more often", people: `${scene.acts[0] === "met" ? "met" : "tied to"} more people`, groups: `reached more other ${words.many}` }[state.size];
}

/* ---- months ---- */

const dated = [...new Set(scene.days.filter(Boolean).map((day) => day.slice(0, 7)))].sort();

/* All months from the first to the last of those with a day. */
const months = dated.length ? allMonths(dated[0], dated[dated.length - 1]) : [];

/** @type {(first: string, final: string) => string[]} */
function allMonths(first, final) {
  const found = [];
  for (let [year, month] = first.split("-").map(Number); found.length < 1200; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    const text = `${year}-${String(month).padStart(2, "0")}`;
    if (text > final) break;
    found.push(text);
  }
  return found;
}

/* How much there was in each month: people at meetings, or acts. */
function monthHeights() {
  const whole = scene.whole ?? scene.periods[last];
  const heights = new Map(months.map((month) => [month, 0]));
  /** @type {(number: number, count: number) => void} */
  const add = (number, count) => {
    const month = scene.days[number].slice(0, 7);
    heights.set(month, (heights.get(month) ?? 0) + count);
  };
  if (whole.came) for (const own of whole.came) for (const number of own) add(number, 1);
  else for (const tie of whole.ties) for (const [number, count] of reasonsOf(whole, tie)) add(number, count);
  return months.map((month) => heights.get(month) ?? 0);
}

function buildMonths() {
  if (months.length < 2 || dated.length < 2) return;
  element("months").hidden = false;
  const heights = monthHeights();
  const most = Math.max(1, ...heights);
  element("month-bars").append(...heights.map((height, at) => {
    const bar = made("i");
    bar.style.setProperty("--tall", String(Math.round((100 * height) / most)));
    bar.dataset.month = months[at];
    return bar;
  }));
  for (const id of ["from", "to"]) {
    const input = element(id);
    input.max = months.length - 1;
    input.addEventListener("input", () => {
      const [from, to] = [Number(element("from").value), Number(element("to").value)];
      if (from > to) element(id === "from" ? "to" : "from").value = input.value;
      const ends = ["from", "to"].map((end) => months[Number(element(end).value)]);
      state.months = /** @type {[string, string]} */ (ends);
      if (ends[0] === months[0] && ends[1] === months[months.length - 1] && scene.whole) Object.assign(state, { months: null, period: scene.periods.length });
      state.tie = null;
      refreshed();
      say(element("lines").textContent);
    });
  }
}

/* The months of what is shown: those chosen, else of the meetings or acts of the period. */
/** @type {() => [string, string]} */
function monthsShown() {
  if (state.months) return state.months;
  const { came, ties } = act();
  const numbers = came ? came.flat() : ties.flatMap((tie) => reasonsOf(act(), tie).map(([number]) => number));
  const days = [...new Set(numbers)].map((number) => scene.days[number]).filter(Boolean).sort();
  const ends = days.length ? [days[0], days[days.length - 1]] : [months[0], months[months.length - 1]];
  return [ends[0].slice(0, 7), ends[1].slice(0, 7)];
}

function showMonths() {
  if (element("months").hidden) return;
  const [from, to] = monthsShown();
  for (const [id, month] of [["from", from], ["to", to]]) {
    element(id).value = String(months.indexOf(month));
    element(id).setAttribute("aria-valuetext", monthWords(month));
  }
  for (const bar of element("month-bars").children) bar.classList.toggle("in", bar.dataset.month >= from && bar.dataset.month <= to);
  element("months-title").textContent = from === to ? monthWords(from) : `${monthWords(from)} to ${monthWords(to)}`;
}

/* ---- reasons and groups ---- */

function facetWords() {
  const said = scene.facets.map((facet, at) => (state.facets[at] < 0 ? "" : `${facet.label.toLowerCase()}: ${facet.values[state.facets[at]]}`));
  return said.filter(Boolean).join(", ");
}

function buildFilters() {
  const holder = element("facets");
  scene.facets.forEach((facet, at) => {
    const label = made("label", facet.label);
    const select = made("select");
    select.id = `facet-${at}`;
    label.htmlFor = select.id;
    select.autocomplete = "off";
    select.setAttribute("aria-describedby", "lines");
    select.append(...["All", ...facet.values].map((text, number) => {
      const option = made("option", text);
      option.value = number - 1;
      return option;
    }));
    select.addEventListener("change", () => {
      state.facets[at] = Number(select.value);
      refreshed();
      say(element("lines").textContent);
    });
    holder.append(label, select);
  });
  buildGroups();
  element("groups-all").addEventListener("click", () => showGroups(scene.islands.keys(), true));
  element("groups-none").addEventListener("click", () => showGroups(scene.islands.keys(), false));
}

/* One box to tick for each group. */
function buildGroups() {
  element("groups").hidden = scene.islands.length < 2;
  const folds = state.open !== null;
  element("groups-word").textContent = folds ? "Open" : "Shown";
  element("groups-list").replaceChildren(...scene.islands.map((island, number) => {
    const row = made("li");
    const label = made("label");
    const box = made("input");
    box.type = "checkbox";
    box.checked = !folds;
    box.autocomplete = "off";
    box.dataset.group = number;
    box.addEventListener("change", () => (state.open ? fold(number) : showGroups([number], box.checked)));
    label.append(box, isolated(island.name));
    row.append(label);
    return row;
  }));
}

/** @type {(numbers: Iterable<number>, shown: boolean) => void} */
function showGroups(numbers, shown) {
  for (const number of numbers) {
    if (state.open) state.open[shown ? "add" : "delete"](number);
    else if (shown) state.closed.delete(number);
    else state.closed.add(number);
  }
  if (state.open) reshape();
  showTicks();
  reshown();
}

/* ---- one person's own ties ---- */

/** @type {(at: number) => void} */
function showEgoButton(at) {
  const button = element("ego");
  button.hidden = !nearOf(at).length;
  button.setAttribute("aria-pressed", String(Boolean(state.ego) && state.centre === at));
}

/* The person in the middle, their own group near, the others group by group on rings outside. */
/** @type {() => Curve} */
function placesRoundOne() {
  const at = state.layout === "ego" ? state.centre : null;
  if (at === null) return [];
  const shown = new Set([at]);
  for (const [a, b] of act().ties) if (a === at || b === at) shown.add(a).add(b);
  state.ego = shown;
  const others = [...shown].filter((other) => other !== at);
  const own = others.filter((other) => !outsider(at, other));
  const far = others.filter((other) => outsider(at, other)).sort((one, other) => people[one].group - people[other].group || one - other);
  /** @type {Curve} */
  const places = people.map(() => [0, 0]);
  /** @type {(list: number[], radius: number) => void} */
  const ring = (list, radius) => list.forEach((other, number) => {
    const angle = (2 * Math.PI * (number + 0.5)) / list.length - Math.PI / 2;
    places[other] = [radius * 1.28 * Math.cos(angle), radius * Math.sin(angle)];
  });
  const inner = Math.max(80, (own.length * 46) / (2 * Math.PI));
  ring(own, inner);
  const room = Math.max(inner + 80, Math.min(far.length, 60) * 7.4);
  const rings = Math.max(1, Math.ceil(far.length / 60));
  for (let number = 0; number < rings; number += 1) ring(far.filter((_other, place) => place % rings === number), room + 52 * number);
  return places;
}

function enterEgo() {
  const at = state.chosen;
  if (at === null) return;
  Object.assign(state, { centre: at, tie: null, finding: null, hovered: null });
  const again = shownView() === "ego";
  showView("ego");
  if (again) fit();
  showFindings();
  showEgoButton(at);
  rule();
  say(`Only ${people[at].name} and ${plural(nearOf(at).length, "person", "people")} they are tied to.`);
}

function leaveEgo() {
  if (!state.ego) return;
  showView("group");
  showPerson();
}

element("ego").addEventListener("click", () => (state.ego && state.centre === state.chosen ? leaveEgo() : enterEgo()));
