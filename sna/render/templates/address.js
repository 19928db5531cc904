/* The view in the page's address: what stands behind "#" is shown, and what is shown stands there. */

/** @type {(values: Iterable<number>) => string} */
const listOf = (values) => [...values].sort((one, other) => one - other).join(",");
/** @type {(text: string | null) => number[]} */
const numbersOf = (text) => (text ? text.split(",").map(Number).filter(Number.isInteger) : []);

function addressed() {
  const parts = new URLSearchParams();
  const view = shownView();
  /** @type {(name: string, value: string, usual: string) => void} */
  const put = (name, value, usual) => {
    if (value !== usual) parts.set(name, value);
  };
  if (!ON_MAP.includes(view)) parts.set("view", view);
  const finding = scene.findings.findIndex((one) => one === state.finding);
  const usual = scene.findings[finding] ?? { grouping: 0, period: last }; // a finding sets its own view
  put("group", state.layout === "connection" ? "none" : groupings[state.grouping].noun.one, groupings[usual.grouping].noun.one);
  put("colour", colourings[state.colouring].label, colourings[0].label);
  put("size", state.size, scene.size);
  put("lines", state.lines, "all");
  if (state.months) parts.set("months", state.months.join("_"));
  else put("period", titleOf(scene, state), titleOf(scene, { ...state, period: usual.period }));
  scene.facets.forEach((facet, at) => put(`only-${at}`, facet.values[state.facets[at]] ?? "", ""));
  if (finding >= 0) parts.set("finding", String(finding + 1));
  else if (state.finding) parts.set("lit", `${state.finding.lit}:${listOf(state.finding.people)}`);
  put("without", listOf(state.hidden), "");
  put("closed", listOf(state.closed), "");
  if (state.chosen !== null) parts.set(state.ego && state.centre === state.chosen ? "only" : "find", people[state.chosen].name);
  const moved = [...movedHere()].map(([at, place]) => [at, ...place].join(","));
  put("moved", moved.join(";"), "");
  if (!fitted && ON_MAP.includes(view)) parts.set("at", [middleOf(0), middleOf(1), Math.round(1000 * viewScale()) / 1000].join(","));
  put("title", heading.textContent, scene.title);
  return parts.toString();
}

/* The point of the map in the middle of the window, and the scale against the whole map's. */
/** @type {(axis: number) => number} */
const middleOf = (axis) => Math.round(10 * (axis ? (view.height / 2 - view.y) / view.k : (view.width / 2 - view.x) / view.k)) / 10;
const viewScale = () => view.k / wholeFit();

/* The scale at which the whole map is seen, dots where they were put. */
const wholeFit = () => fittedView(scene, state.layout, view.width, view.height, view.width < 520).fit;

function writeAddress() {
  const parts = addressed();
  if (parts === location.hash.slice(1)) return;
  try {
    history.replaceState(null, "", parts ? `#${parts}` : location.pathname + location.search);
  } catch {
    /* inside another page, such as a notebook, the address is not ours */
  }
}

/* The one person of that name is opened, of namesakes the one with the mark in brackets; else the search says what there is. */
/** @type {(name: string) => void} */
function find(name) {
  const every = people.map((_person, at) => at);
  const marks = every.map((at) => [scene.islands[people[at].group].name, ...people[at].facts]);
  const exact = every.filter((at) => people[at].name === name);
  const bearers = exact.length ? exact : every.filter((at) => marks[at].some((mark) => `${people[at].name} (${mark})` === name));
  if (bearers.length === 1) return take(bearers[0]);
  search.value = name;
  search.focus();
  return offer();
}

/* Back to what the page opens with. */
function forget() {
  Object.assign(state, { size: scene.size, lines: "all", period: last, months: null, facets: scene.facets.map(() => -1) });
  Object.assign(state, { chosen: null, tie: null, finding: null, ego: null, centre: null });
  for (const choices of [state.hidden, state.closed, state.moved]) choices.clear();
  gather(0);
  colour(0);
}

/** @type {(given: string) => void} */
function readAddress(given) {
  if (addressed() === given) return;
  const parts = new URLSearchParams(given);
  forget();
  const within = (/** @type {number[]} */ numbers, /** @type {number} */ count) => numbers.filter((number) => number >= 0 && number < count);
  const finding = Number(parts.get("finding")) - 1;
  if (scene.findings[finding]) chooseFinding(finding);
  const grouping = groupings.findIndex(({ noun }) => noun.one === parts.get("group"));
  if (grouping >= 0) gather(grouping);
  const colouring = colourings.findIndex(({ label }) => label === parts.get("colour"));
  if (colouring >= 0) colour(colouring);
  const size = parts.get("size");
  if (size === "came" || size === "people" || size === "groups") state.size = size;
  if (parts.get("lines") === "expected" && element("pick-rule")) state.lines = "expected";
  const period = [...scene.periods.keys(), scene.periods.length].findIndex((number) => (number < scene.periods.length || scene.whole) && titleOf(scene, { ...state, months: null, period: number }) === parts.get("period"));
  if (period >= 0) state.period = period;
  const ends = (parts.get("months") ?? "").split("_");
  if (ends.length === 2 && ends.every((month) => months.includes(month)) && ends[0] <= ends[1]) state.months = [ends[0], ends[1]];
  scene.facets.forEach((facet, at) => {
    if (parts.has(`only-${at}`)) state.facets[at] = facet.values.indexOf(parts.get(`only-${at}`) ?? "");
  });
  for (const number of within(numbersOf(parts.get("without")), scene.categories.length)) state.hidden.add(number);
  for (const number of within(numbersOf(parts.get("closed")), scene.islands.length)) state.closed.add(number);
  const [lit, members] = (parts.get("lit") ?? "").split(":");
  if (members && ["of", "among", "inside", "across"].includes(lit)) state.finding = { people: within(numbersOf(members), people.length), lit };
  showView(parts.get("group") === "none" && scene.places.connection ? "connection" : "group");
  refreshed();
  const name = parts.get("find") ?? parts.get("only");
  if (name) find(name);
  if (parts.has("only") && state.chosen !== null) enterEgo();
  for (const one of (parts.get("moved") ?? "").split(";")) {
    const [at, x, y] = one.split(",").map(Number);
    if (people[at] && [x, y].every(Number.isFinite)) movedHere().set(at, [x, y]);
  }
  refreshed();
  const view = [...element("views").querySelectorAll("button")].find((button) => button.dataset.view === parts.get("view"));
  if (view) showView(view.dataset.view);
  const spot = (parts.get("at") ?? "").split(",").map(Number);
  if (spot.length === 3 && spot.every(Number.isFinite)) goTo(spot);
  else fit();
  setTitle(parts.get("title") ?? "");
  showFindings();
  rule();
}

/** @type {(spot: number[]) => void} */
function goTo([x, y, scale]) {
  const k = clamp(scale, 0.4, 8) * wholeFit();
  fitted = false;
  moveTo({ k, x: view.width / 2 - x * k, y: view.height / 2 - y * k });
}

for (const kind of ["click", "change", "keyup", "pointerup", "wheel"]) document.addEventListener(kind, () => setTimeout(writeAddress, kind === "wheel" ? 300 : 0), { passive: true });
window.addEventListener("hashchange", () => readAddress(location.hash.slice(1)));
