/* The page: what is chosen, the engine that pans and zooms, and the controls round the map. */

const people = scene.people;
const words = scene.group;

document.documentElement.classList.add("live");
document.documentElement.classList.remove("early");

/** @type {State} */
const state = {
  layout: "group",
  period: scene.periods.length - 1,
  chosen: null, // the person who is open
  hovered: null, // the person under the pointer
  lead: null, // hovered, or else chosen
  tie: null,
  finding: null,
  hidden: new Set(), // categories
  closed: new Set(), // groups
  ego: null, // the people shown when only one person's own ties are
  centre: null, // whose ties these are
  facets: scene.facets.map(() => -1), // the value chosen of each, -1 for all
  act: scene.periods[scene.periods.length - 1], // the period as chosen
  least: scene.least, // how often a pair must have met to have a line
  ties: [],
  bands: [],
  fade: [1, 1],
  callouts: new Map(),
};
let view = { k: 1, x: 0, y: 0, width: 1, height: 1, fit: 1 };
/** @type {Neighbour[][]} */
let near = [];
let fitted = true; // the whole map is in sight, and stays so when there is more or less room

/** @type {() => Act} */
const act = () => state.act;
/** @type {(person: number) => Pair} */
const place = (person) => placesOf(scene, state.layout)[person];
/** @type {(person: number) => Pair} */
const onScreen = (person) => [place(person)[0] * view.k + view.x, place(person)[1] * view.k + view.y];
/** @type {(person: number) => boolean} */
const absent = (person) => act().absent.includes(person);
/** @type {(one: number, other: number) => boolean} */
const outsider = (one, other) => people[one].group !== people[other].group;

/** @type {(name: string, text?: string | null, className?: string) => any} */
function made(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** @type {(text: string) => HTMLElement} */
function isolated(text) {
  return made("bdi", text);
}

/* ---- the engine ---- */

const map = element("map");
const nodes = new vis.DataSet(engineData.nodes);
const network = new vis.Network(element("engine"), { nodes, edges: new vis.DataSet([]) }, JSON.parse(engineData.options));
const frame = element("engine").querySelector(".vis-network");
frame.tabIndex = -1;
frame.querySelector("canvas").setAttribute("aria-hidden", "true");

function readView() {
  const corner = network.canvasToDOM({ x: 0, y: 0 });
  view = { ...view, k: network.getScale(), x: corner.x, y: corner.y };
}

/** @type {(context: CanvasRenderingContext2D, shown: View) => void} */
function paint(context, shown) {
  context.fillStyle = "#FFFFFF";
  context.fillRect(0, 0, shown.width, shown.height);
  new Painter(new CanvasSurface(context), scene, state, shown).paint();
}

network.on("afterDrawing", (context) => {
  readView();
  const ratio = context.canvas.width / Math.max(context.canvas.clientWidth, 1);
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (!glide.paint(context, ratio)) paint(context, view);
  context.restore();
  if (view.width > 1 && !performance.getEntriesByName("map-drawn").length) performance.mark("map-drawn");
});

/*
 * While the map is moved it is not drawn anew for each frame: a picture of it, with a margin all round, is moved instead.
 */
const glide = {
  /** @type {HTMLCanvasElement | null} */
  picture: null,
  from: view,
  on: false,
  resting: 0,
  MARGIN: 0.3,

  begin() {
    this.on = true;
  },

  end() {
    this.on = false;
    this.picture = null;
    redraw();
  },

  /* A turn of the wheel has no end of its own: it is over when none has come for a while. */
  briefly() {
    this.begin();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.end(), 140);
  },

  /** @type {(context: CanvasRenderingContext2D, ratio: number) => boolean} */
  paint(context, ratio) {
    if (!this.on || !view.width) return false;
    if (!this.picture || !this.covers()) this.take(ratio);
    const scale = view.k / this.from.k;
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, view.width, view.height);
    context.drawImage(/** @type {HTMLCanvasElement} */ (this.picture), view.x - this.from.x * scale, view.y - this.from.y * scale, this.from.width * scale, this.from.height * scale);
    return true;
  },

  /** @type {(ratio: number) => void} */
  take(ratio) {
    const [mx, my] = [Math.round(view.width * this.MARGIN), Math.round(view.height * this.MARGIN)];
    this.from = { ...view, x: view.x + mx, y: view.y + my, width: view.width + 2 * mx, height: view.height + 2 * my };
    const picture = made("canvas");
    [picture.width, picture.height] = [Math.ceil(this.from.width * ratio), Math.ceil(this.from.height * ratio)];
    this.picture = picture;
    const context = picture.getContext("2d");
    context.scale(ratio, ratio);
    paint(context, this.from);
  },

  /* Whether the picture still fills the window, and is not blown up too far. */
  covers() {
    const scale = view.k / this.from.k;
    if (scale > 1.6 || scale < 0.7) return false;
    const [left, top] = [view.x - this.from.x * scale, view.y - this.from.y * scale];
    return left <= 0 && top <= 0 && left + this.from.width * scale >= view.width && top + this.from.height * scale >= view.height;
  },
};

let waiting = false;
function redraw() {
  state.lead = state.hovered ?? state.chosen;
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    network.redraw();
  });
}

function reshape() {
  state.act = chosenAct(scene, state);
  if (state.layout === "ego") placeEgo();
  state.ties = shapedTies(scene, act(), state.layout);
  near = people.map(() => []);
  act().ties.forEach(([a, b, thickness, , times]) => {
    near[a].push({ other: b, thickness, times });
    near[b].push({ other: a, thickness, times });
  });
  for (const list of near) {
    list.sort((one, other) => other.times - one.times || other.thickness - one.thickness || one.other - other.other);
  }
  rule();
}

/* How much of their weight lines keep as they become many, so that all of them together keep theirs. */
/** @type {(count: number) => number} */
const paleness = (count) => Math.min(1, Math.sqrt(250 / Math.max(count, 1)));

/* What follows from how many lines there are. */
function rule() {
  const lines = state.ties.filter((tie) => hasLine(tie, state, null));
  const across = lines.filter((tie) => tie.across).length;
  state.bands = state.layout === "group" ? shapedBands(scene, lines) : [];
  state.fade = [paleness(across), paleness(lines.length - across)];
  const shown = state.ties.filter((tie) => ![tie.a, tie.b].some((at) => isHidden(scene, state, at)));
  const some = state.hidden.size || state.closed.size || state.ego;
  const said = [linesSentence(shown.map((tie) => tie.times), state.least, some ? " among the people shown" : "")];
  if (state.facets.some((value) => value >= 0)) said.push(`Only ${facetWords()}; sizes and counts too. Rings rest on all ties.`);
  if (state.layout === "group" && across > mostLines(scene)) said.push(`Those between two ${words.many} are drawn as one band until you zoom in.`);
  if (state.least > 1 && shown.length) said.push("Choose a person to see all their ties.");
  element("lines").textContent = said.join(" ");
}

/** @type {(next: Partial<View>) => void} */
function moveTo(next) {
  view = { ...view, ...next };
  network.moveTo({ scale: view.k, position: { x: (view.width / 2 - view.x) / view.k, y: (view.height / 2 - view.y) / view.k } });
  redraw();
}

function fit() {
  fitted = true;
  moveTo(fittedView(scene, state.layout, view.width, view.height, view.width < 520));
}

/** @type {(by: number, x?: number, y?: number) => void} */
function zoom(by, x = view.width / 2, y = view.height / 2) {
  const k = clamp(view.k * by, 0.4 * view.fit, 8 * view.fit);
  fitted = false;
  moveTo({ k, x: x - ((x - view.x) * k) / view.k, y: y - ((y - view.y) * k) / view.k });
}

function resized() {
  const { clientWidth: width, clientHeight: height } = map;
  if (!width || !height || (width === view.width && height === view.height)) return;
  const middle = [(view.width / 2 - view.x) / view.k, (view.height / 2 - view.y) / view.k];
  view = { ...view, width, height };
  network.setSize(`${width}px`, `${height}px`);
  if (fitted) return fit();
  const whole = fittedView(scene, state.layout, width, height, width < 520).fit;
  return moveTo({ fit: whole, x: width / 2 - middle[0] * view.k, y: height / 2 - middle[1] * view.k });
}

network.on("dragStart", () => glide.begin());
network.on("dragEnd", () => {
  fitted = false;
  glide.end();
});
network.on("zoom", () => {
  fitted = false;
  glide.briefly();
  readView();
  const k = clamp(view.k, 0.4 * view.fit, 8 * view.fit);
  if (k !== view.k) zoom(k / view.k);
});

/* ---- pointing ---- */

/** @type {(x: number, y: number) => number | null} */
function personAt(x, y) {
  let found = null;
  let least = 8; // px round a dot that count as on it, so that the smallest target is 24 px wide
  people.forEach((_person, at) => {
    if (isHidden(scene, state, at) || absent(at)) return;
    const [px, py] = onScreen(at);
    const away = Math.hypot(px - x, py - y) - dotRadius(act().radii[at], view.k);
    if (away < least) [least, found] = [away, at];
  });
  return found;
}

/** @type {(x: number, y: number) => Line | null} */
function tieAt(x, y) {
  let found = null;
  let least = 6;
  const point = [(x - view.x) / view.k, (y - view.y) / view.k];
  const focus = focusOf(state, act());
  for (const tie of state.ties) {
    if (!hasLine(tie, state, focus)) continue;
    if (isHidden(scene, state, tie.a) || isHidden(scene, state, tie.b)) continue;
    for (let step = 1; step < 40; step += 1) {
      const on = head(tie.curve, step / 40)[tie.curve.length - 1];
      const away = Math.hypot(on[0] - point[0], on[1] - point[1]) * view.k;
      if (away < least) [least, found] = [away, tie];
    }
  }
  return found;
}

network.on("click", ({ pointer }) => {
  const { x, y } = pointer.DOM;
  const person = personAt(x, y);
  map.focus({ preventScroll: true });
  if (person !== null) return choose(person);
  const tie = tieAt(x, y);
  return tie ? chooseTie(tie.a, tie.b) : choose(null);
});

map.addEventListener("pointermove", (/** @type {any} */ event) => {
  const box = map.getBoundingClientRect();
  const over = event.buttons ? state.hovered : personAt(event.clientX - box.left, event.clientY - box.top);
  map.classList.toggle("over", over !== null);
  if (over === state.hovered) return;
  state.hovered = state.tie ? null : over;
  redraw();
});
map.addEventListener("pointerleave", () => {
  state.hovered = null;
  redraw();
});

/* ---- choosing ---- */

/** @type {(text: string) => void} */
function say(text) {
  element("said").textContent = text;
}

/** @type {(at: number) => string} */
function sentence(at) {
  const { links, outside } = act();
  const person = people[at];
  const facts = [person.name, person.facts[scene.columns.indexOf("role")], scene.islands[person.group].name].filter(Boolean).join(", ");
  if (absent(at)) return `${facts}. ${missing()}`;
  return `${facts}. ${plural(links[at], "tie", "ties")}, ${outside[at]} outside their ${words.one}.`;
}

const missing = () => (act().title ? `Not a member in ${act().title}.` : "Not a member.");

/** @type {(at: number | null) => void} */
function choose(at) {
  Object.assign(state, { chosen: at, tie: null, finding: null, hovered: null });
  showFindings();
  showPerson();
  redraw();
  if (at !== null) say(sentence(at));
}

/** @type {(a: number, b: number) => void} */
function chooseTie(a, b) {
  const [one, other] = state.chosen === b ? [b, a] : [a, b];
  Object.assign(state, { chosen: one, finding: null, hovered: null });
  showFindings();
  showPerson();
  const row = near[one].findIndex((tie) => tie.other === other);
  const button = element("person-ties").children[row]?.querySelector("button");
  if (button) openTie(button, one, near[one][row]);
}

/** @type {(number: number) => void} */
function chooseFinding(number) {
  const finding = scene.findings[number];
  const again = state.finding === finding;
  leaveEgo();
  Object.assign(state, { chosen: null, tie: null, hovered: null, finding: again ? null : finding });
  if (!again && finding.period !== state.period) showPeriod(finding.period);
  onMap();
  showPerson();
  showFindings();
  redraw();
  if (!again) say(`${finding.headline}. ${finding.text}`);
}

/* ---- the panel ---- */

function showPerson() {
  const panel = element("person");
  const at = state.chosen;
  panel.hidden = at === null;
  if (at === null) return;
  const person = people[at];
  const { links, outside, groups } = act();
  element("person-name").replaceChildren(isolated(person.name));
  element("person-facts").replaceChildren(isolated([...person.facts.filter(Boolean), scene.islands[person.group].name].join(" · ")));
  const sum = summary(links[at], outside[at], groups[at]);
  element("person-counts").replaceChildren(isolated(absent(at) ? missing() : sum));
  if (links[at] && scene.steps.length > 1) element("person-counts").append(` All are listed and drawn, however often they ${DID}.`);
  showEgoButton(at);
  element("person-ties").replaceChildren(...near[at].map((tie) => tieRow(at, tie)));
}

/** @type {(links: number, outside: number, groups: number) => string} */
function summary(links, outside, groups) {
  if (!links) return "Not tied to anyone.";
  const tied = `Tied to ${plural(links, "person", "people")}`;
  const others = `${groups} other ${groups === 1 ? words.one : words.many}`;
  if (!outside) return `${tied}, inside their own ${words.one}.`;
  return outside === links ? `${tied} in ${others}.` : `${tied}, ${outside} of them in ${others}.`;
}

/** @type {(at: number, tie: Neighbour) => HTMLElement} */
function tieRow(at, tie) {
  const row = made("li");
  const button = made("button");
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.append(isolated(people[tie.other].name), made("small"));
  const place = outsider(at, tie.other) ? scene.islands[people[tie.other].group].name : `same ${words.one}`;
  button.lastChild.append(`${plural(tie.times, ONCE, `${ONCE}s`)} · `, isolated(place));
  button.addEventListener("click", () => openTie(button, at, tie));
  row.append(button);
  return row;
}

/** @type {(one: number, other: number) => string[]} */
function why(one, other) {
  return behind(scene, state, one, other).map(([number, count]) => (count > 1 ? `${scene.gatherings[number]} (${grouped(count)} times)` : scene.gatherings[number]));
}

/** @type {(button: HTMLElement, at: number, tie: Neighbour) => void} */
function openTie(button, at, tie) {
  const again = button.getAttribute("aria-expanded") === "true";
  for (const open of element("person-ties").querySelectorAll("button[aria-expanded=true]")) {
    open.setAttribute("aria-expanded", "false");
    while (open.nextSibling) open.nextSibling.remove();
  }
  state.tie = again ? null : { a: Math.min(at, tie.other), b: Math.max(at, tie.other) };
  redraw();
  if (again) return;
  button.setAttribute("aria-expanded", "true");
  const reasons = why(at, tie.other);
  const list = made("ul", undefined, "why");
  list.append(...(reasons.length ? reasons : ["Where and when is not recorded."]).map((text) => {
    const item = made("li");
    item.append(isolated(text));
    return item;
  }));
  const go = made("button", `Go to ${people[tie.other].name}`, "go");
  go.type = "button";
  go.addEventListener("click", () => {
    choose(tie.other);
    element("person-name").focus();
  });
  button.after(list, go);
  button.scrollIntoView({ block: "nearest" });
  say(`${people[at].name} and ${people[tie.other].name}: ${reasons.join("; ") || "where and when is not recorded"}.`);
}

element("person-close").addEventListener("click", () => {
  choose(null);
  map.focus();
});
element("person").addEventListener("keydown", (/** @type {any} */ event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  map.focus();
});

/* ---- findings and key ---- */

/** @type {(old: Element, className: string) => HTMLButtonElement} */
function buttonFor(old, className) {
  const button = made("button", undefined, className);
  button.type = "button";
  button.append(...old.childNodes);
  old.replaceWith(button);
  return button;
}

const findings = [...document.querySelectorAll(".finding")].map((old, number) => {
  const button = buttonFor(old, "finding");
  button.addEventListener("click", () => chooseFinding(number));
  return button;
});

function showFindings() {
  findings.forEach((button, number) => button.setAttribute("aria-pressed", String(state.finding === scene.findings[number])));
}

element("findings-all")?.addEventListener("click", (/** @type {any} */ event) => {
  const brief = element("findings").classList.toggle("brief");
  event.target.setAttribute("aria-expanded", String(!brief));
  event.target.textContent = brief ? `All ${findings.length} findings` : "Fewer findings";
});

/** @type {SVGElement[]} */
const symbols = [...document.querySelectorAll(".category")].map((old, number) => {
  const button = buttonFor(old, "category");
  button.setAttribute("aria-pressed", "true");
  button.addEventListener("click", () => {
    if (!state.hidden.delete(number)) state.hidden.add(number);
    button.setAttribute("aria-pressed", String(!state.hidden.has(number)));
    reshown();
  });
  return /** @type {SVGElement} */ (button.querySelector("svg"));
});

/* How many of each category belong in the period. */
function countSymbols() {
  symbols.forEach((svg, number) => {
    /** @type {any} */ (svg.nextElementSibling).querySelector(".count").textContent = grouped(act().counted[number]);
  });
  map.setAttribute("aria-label", `Network map of ${plural(people.length - act().absent.length, "person", "people")}`);
}

function showSymbols() {
  symbols.forEach((svg, number) => {
    const { shape, colour } = scene.categories[number];
    const corners = state.layout === "connection" ? shapeCorners(shape, 9, 9, 6.4) : null;
    const mark = document.createElementNS("http://www.w3.org/2000/svg", corners ? "polygon" : "circle");
    const looks = corners ? { points: corners.map((corner) => corner.map(short).join(",")).join(" ") } : { cx: 9, cy: 9, r: 7 };
    for (const [name, value] of Object.entries({ ...looks, fill: colour })) mark.setAttribute(name, value);
    svg.replaceChildren(mark);
  });
}

/* ---- views and periods ---- */

/** @type {(group: HTMLElement | null, name: string, value: string | number) => void} */
function press(group, name, value) {
  for (const button of group?.querySelectorAll("button") || []) button.setAttribute("aria-pressed", String(button.dataset[name] === String(value)));
}

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
/** @type {() => string} */
const shownView = () => main.dataset.view || "";
const ON_MAP = ["group", "connection", "ego"];

const KEEPS_EGO = ["ego", "table", "matrix", "came"];

/* Back to the map from a table, where something is to be seen on it. */
function onMap() {
  if (!ON_MAP.includes(shownView())) showView(state.ego ? "ego" : "group");
}

/** @type {(name: string) => void} */
function showView(name) {
  if (!KEEPS_EGO.includes(name)) state.ego = null;
  press(element("views"), "view", name);
  main.dataset.view = name;
  if (!ON_MAP.includes(name)) {
    showTable();
    return showSheet(name);
  }
  const moved = state.layout !== name;
  state.layout = /** @type {Layout} */ (name);
  reshape();
  showTable();
  showSymbols();
  resized();
  if (moved) fit();
  redraw();
}

/** @type {(number: number) => void} */
function showPeriod(number) {
  state.period = number;
  state.tie = null;
  press(element("periods"), "period", number);
  refreshed();
  if (scene.periods.length > 1) say(act().title);
}

/* After another period or other ties were chosen. */
function refreshed() {
  reshape();
  countSymbols();
  showPerson();
  showTable();
  showSheet(shownView());
  redraw();
}

/* After other people were left out. */
function reshown() {
  rule();
  showTable();
  showSheet(shownView());
  redraw();
}

element("views").addEventListener("click", (/** @type {any} */ event) => {
  if (event.target.dataset.view) showView(event.target.dataset.view);
});
element("periods")?.addEventListener("click", (/** @type {any} */ event) => {
  const button = event.target.closest("[data-period]");
  if (button) showPeriod(Number(button.dataset.period));
});
element("least")?.addEventListener("change", (/** @type {any} */ event) => {
  state.least = Number(event.target.value);
  rule();
  redraw();
  say(element("lines").textContent);
});
element("zoom").addEventListener("click", (/** @type {any} */ event) => {
  const { zoom: kind, pan } = event.target.dataset;
  if (pan) shift(SHIFTS.get(pan) ?? [0, 0]);
  else if (kind === "fit") fit();
  else if (kind) zoom(kind === "in" ? 1.3 : 1 / 1.3);
});

/* ---- the keyboard, while the map has the focus ---- */

const WAYS = new Map([
  ["ArrowRight", [1, 0]],
  ["ArrowLeft", [-1, 0]],
  ["ArrowDown", [0, 1]],
  ["ArrowUp", [0, -1]],
]);

const SHIFTS = new Map([...WAYS].map(([key, way]) => [key.slice(5).toLowerCase(), way]));

const shownPeople = () => people.map((_person, at) => at).filter((at) => !absent(at) && !isHidden(scene, state, at));

/** @type {(at: number) => void} */
function walkTo(at) {
  choose(at);
  const [x, y] = onScreen(at);
  if (x < 30 || y < 30 || x > view.width - 30 || y > view.height - 30) {
    fitted = false;
    moveTo({ x: view.x + view.width / 2 - x, y: view.y + view.height / 2 - y });
  }
}

/* To the nearest in that direction. */
/** @type {(way: number[]) => void} */
function walk([dx, dy]) {
  const shown = shownPeople();
  if (!shown.length) return;
  if (state.chosen === null) {
    walkTo(shown.reduce((best, at) => (act().radii[at] > act().radii[best] ? at : best)));
    return;
  }
  const [x, y] = place(state.chosen);
  /** @type {number | null} */
  let found = null;
  let least = Infinity;
  for (const at of shown) {
    const [ox, oy] = [place(at)[0] - x, place(at)[1] - y];
    const [along, aside] = [ox * dx + oy * dy, Math.abs(ox * dy) + Math.abs(oy * dx)];
    if (at !== state.chosen && along > 2 && along + 2 * aside < least) [found, least] = [at, along + 2 * aside];
  }
  if (found !== null) walkTo(found);
}

/* To the next of all, island by island, so that nobody is left out. */
/** @type {(by: number) => void} */
function pace(by) {
  const shown = shownPeople();
  if (!shown.length) return;
  const now = state.chosen === null ? -1 : shown.indexOf(state.chosen);
  walkTo(shown[now < 0 ? 0 : (now + by + shown.length) % shown.length]);
}

/* By a quarter of the window, towards what lies on that side. */
/** @type {(way: number[]) => void} */
function shift([dx, dy]) {
  fitted = false;
  moveTo({ x: view.x - (dx * view.width) / 4, y: view.y - (dy * view.height) / 4 });
}

const KEYS = new Map([
  ["PageDown", () => pace(1)],
  ["PageUp", () => pace(-1)],
  ["Enter", () => state.chosen !== null && element("person-name").focus()],
  ["Escape", () => (state.ego ? leaveEgo() : choose(null))],
  ["+", () => zoom(1.25)],
  ["=", () => zoom(1.25)],
  ["-", () => zoom(0.8)],
  ["0", fit],
  ["/", () => element("search").focus()],
]);

map.addEventListener("keydown", (/** @type {any} */ event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = WAYS.get(event.key);
  if (!way && !KEYS.has(event.key)) return;
  event.preventDefault();
  if (way) (event.shiftKey ? shift : walk)(way);
  else KEYS.get(event.key)?.();
});

/* ---- searching ---- */

/** @type {(text: string) => string} */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const haystack = people.map((person) => [person.name, scene.islands[person.group].name, ...person.facts].map(plain));
const search = element("search");
const results = element("results");

/** @type {(text: string) => number[]} */
function matches(text) {
  const sought = plain(text).split(/\s+/).filter(Boolean);
  if (!sought.length) return [];
  /** @type {Pair[]} */
  const found = [];
  haystack.forEach((texts, at) => {
    if (!sought.every((word) => texts.some((one) => one.includes(word)))) return;
    found.push([(absent(at) ? 3 : 0) + (sought.every((word) => texts[0].includes(word)) ? (texts[0].startsWith(sought[0]) ? 0 : 1) : 2), at]);
  });
  return found.sort((one, other) => one[0] - other[0] || plain(people[one[1]].name).localeCompare(plain(people[other[1]].name))).map(([, at]) => at);
}

/** @type {(at: number, number: number) => HTMLElement} */
function option(at, number) {
  const item = made("li");
  item.id = `result-${number}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.person = at;
  item.append(isolated(people[at].name), made("small"));
  item.lastChild.append(isolated(scene.islands[people[at].group].name), absent(at) ? ` · ${missing()}` : "");
  return item;
}

function offer() {
  const found = matches(search.value);
  results.replaceChildren(...found.slice(0, 8).map(option));
  results.hidden = !found.length;
  search.setAttribute("aria-expanded", String(Boolean(found.length)));
  search.removeAttribute("aria-activedescendant");
  if (search.value.trim()) say(found.length ? `${plural(found.length, "person", "people")} found.` : "Nobody found.");
}

/** @type {(at: number) => void} */
function take(at) {
  search.value = people[at].name;
  results.hidden = true;
  search.setAttribute("aria-expanded", "false");
  onMap();
  if (state.ego && !state.ego.has(at)) leaveEgo();
  choose(at);
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
    if (item && !results.hidden) take(Number(item.dataset.person));
  } else if (event.key === "Escape") {
    search.value = "";
    offer();
    choose(null);
  }
});
results.addEventListener("pointerdown", (/** @type {any} */ event) => {
  const item = event.target.closest("[data-person]");
  if (!item) return;
  event.preventDefault();
  take(Number(item.dataset.person));
});
search.addEventListener("blur", () => {
  results.hidden = true;
  search.setAttribute("aria-expanded", "false");
});

/* ---- the table ---- */

const body = /** @type {HTMLTableSectionElement} */ (document.querySelector("#table tbody"));
const rows = [...body.rows];
const heads = [...document.querySelectorAll("#table thead th")];
const sorted = { column: heads.length - 2, down: true };

function showTable() {
  const { links, outside, groups, title } = act();
  if (element("table-period")) element("table-period").textContent = title;
  element("table-among").textContent = among();
  for (const row of rows) {
    const at = Number(row.dataset.person);
    row.hidden = absent(at) || isHidden(scene, state, at);
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

function sortTable() {
  const numbers = sorted.column >= heads.length - 3;
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
  const button = made("button", cell.textContent);
  button.type = "button";
  button.addEventListener("click", () => {
    const numbers = column >= heads.length - 3;
    Object.assign(sorted, { column, down: column === sorted.column ? !sorted.down : numbers });
    sortTable();
  });
  cell.replaceChildren(button);
});

/* ---- saving ---- */

/** @type {(blob: Blob, name: string) => void} */
function save(blob, name) {
  const link = made("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** @template {Surface} T @param {T} surface @returns {T} */
function painted(surface) {
  new Painter(surface, scene, { ...state, hovered: null, lead: state.chosen }, view).paint();
  return surface;
}

function drawing() {
  return painted(new SvgSurface()).whole(view.width, view.height, `${scene.title} (${act().title})`);
}

element("save-svg").addEventListener("click", () => save(new Blob([drawing()], { type: "image/svg+xml" }), "map.svg"));
element("save-png").addEventListener("click", () => {
  const canvas = made("canvas");
  [canvas.width, canvas.height] = [view.width * 2, view.height * 2];
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.fillStyle = "#FFFFFF";
  context.fillRect(0, 0, view.width, view.height);
  painted(new CanvasSurface(context));
  canvas.toBlob((/** @type {Blob} */ blob) => save(blob, "map.png"));
});
element("print").addEventListener("click", () => window.print());
