/* The page: what is chosen, the engine that pans and zooms, and the controls round the map. */

const people = scene.people;
const words = { ...scene.group };
scene.group = words;

document.documentElement.classList.add("live");
document.documentElement.classList.remove("early");

/* The ways to gather people on islands and to colour them; the first of each is the scene's own. */
/** @type {Grouping[]} */
const groupings = [{ noun: { ...words }, islands: scene.islands, of: people.map((person) => person.group), places: scene.places.group }, ...scene.groupings];
/** @type {Colouring[]} */
const colourings = [{ label: scene.colour, categories: scene.categories, of: people.map((person) => person.category) }, ...scene.colourings];
const last = scene.periods.length - 1;

const MOST_DOTS = 10_000; // people from whom on islands open one by one

/** @type {State} */
const state = {
  layout: "group",
  grouping: 0,
  colouring: 0,
  size: /** @type {Size} */ (scene.size),
  lines: "all",
  period: last,
  months: null,
  chosen: null, // the person who is open
  hovered: null, // the person under the pointer
  dragged: null, // the person the pointer moves
  lead: null, // hovered, or else chosen
  tie: null,
  finding: null,
  hidden: new Set(), // categories
  closed: new Set(), // groups
  ego: null, // the people shown when only one person's own ties are
  centre: null, // whose ties these are
  facets: scene.facets.map(() => -1), // the value chosen of each, -1 for all
  act: scene.periods[last], // the period as chosen
  most: null, // the number whose dot is the largest
  moved: new Map(), // by layout and grouping where people were put
  open: people.length < MOST_DOTS ? null : new Set(), // islands whose people are shown, where not all are
  ties: [],
  traced: [], // the ties that were drawn as lines of their own
  drawn: new Set(), // the people who show a line
  bands: [],
  fade: [1, 1],
  callouts: new Map(),
};
let view = { k: 1, x: 0, y: 0, width: 1, height: 1, fit: 1 };
/** @type {Map<number, Neighbour[]>} */
const near = new Map();
let fitsGrouping = 0; // the grouping the view was last fitted to
let fitted = true; // the whole map is in sight, and stays so when there is more or less room

const dark = window.matchMedia("(prefers-color-scheme: dark)");
/** @type {() => Theme} */
const theme = () => (dark.matches ? THEMES.dark : THEMES.light);
dark.addEventListener("change", () => {
  showSymbols();
  showSheet(shownView());
  redraw();
});

/** @type {() => Act} */
const act = () => state.act;
/** @type {(person: number) => Pair} */
const place = (person) => placesOf(scene, state.layout)[person];
/** @type {(person: number) => Pair} */
const onScreen = (person) => [place(person)[0] * view.k + view.x, place(person)[1] * view.k + view.y];
let away = new Set(act().absent);
/** @type {(person: number) => boolean} */
const absent = (person) => away.has(person);
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

/** @type {Curve} */
const connected = scene.places.connection ?? [];

/* ---- the engine ---- */

const map = element("map");
/** @type {Engine} */
const network = engineData ? vendored() : new CanvasEngine(element("engine"));
element("engine").querySelector("canvas").setAttribute("aria-hidden", "true");

function vendored() {
  const data = { nodes: new vis.DataSet(engineData.nodes), edges: new vis.DataSet([]) };
  const engine = new vis.Network(element("engine"), data, JSON.parse(engineData.options));
  element("engine").querySelector(".vis-network").tabIndex = -1;
  return engine;
}

function readView() {
  const corner = network.canvasToDOM({ x: 0, y: 0 });
  view = { ...view, k: network.getScale(), x: corner.x, y: corner.y };
}

/** @type {(context: CanvasRenderingContext2D, shown: View) => void} */
function paint(context, shown) {
  context.fillStyle = theme().ground;
  context.fillRect(0, 0, shown.width, shown.height);
  new Painter(new CanvasSurface(context), scene, state, shown, theme()).paint();
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
    context.fillStyle = theme().ground;
    context.fillRect(0, 0, view.width, view.height);
    context.drawImage(/** @type {HTMLCanvasElement} */ (this.picture), view.x - this.from.x * scale, view.y - this.from.y * scale, this.from.width * scale, this.from.height * scale);
    const person = state.dragged;
    if (person !== null) new Painter(new CanvasSurface(context), scene, { ...state, dragged: null }, view, theme()).paintDragged(person);
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

/** @type {Map<string, number>} */
const largest = new Map();

/* The largest number there is of what sizes say, in all periods: so that dots have one scale. */
function largestSize() {
  const key = `${state.size} ${state.grouping}`;
  if (!largest.has(key)) {
    const plain = { ...state, period: scene.periods.length, months: null, facets: state.facets.map(() => -1), most: 1 };
    const every = scene.whole ? [plain] : scene.periods.map((_period, period) => ({ ...plain, period }));
    largest.set(key, Math.max(0, ...every.flatMap((one) => chosenAct(scene, one).sizes)));
  }
  return largest.get(key) ?? 0;
}

/* Where people were put by hand in this layout. */
function movedHere() {
  const key = { group: `group ${state.grouping}`, ego: `ego ${state.centre}`, connection: "connection" }[state.layout];
  const known = state.moved.get(key) ?? new Map();
  state.moved.set(key, known);
  return known;
}

function reshape() {
  state.most = largestSize();
  state.act = chosenAct(scene, state);
  away = new Set(act().absent);
  const moved = movedHere();
  const own = { group: groupings[state.grouping].places, ego: placesRoundOne(), connection: connected }[state.layout];
  scene.places[state.layout] = own.map((place, at) => moved.get(at) ?? place);
  state.ties = linesOf(scene, state.open ? openTies(state.open) : act().ties);
  if (state.lines === "expected") {
    const often = oftener(scene, act());
    for (const tie of state.ties) tie.often = often(tie.a, tie.b, tie.times);
  }
  near.clear();
  rule();
}

/* The ties of people who are shown: those of closed islands are a band. */
/** @type {(open: Set<number>) => Tie[]} */
function openTies(open) {
  const { chosen, finding } = state;
  if (!open.size && chosen === null && !finding) return [];
  const seen = new Set(finding?.people ?? []);
  if (chosen !== null) seen.add(chosen);
  /** @type {(at: number) => boolean} */
  const shows = (at) => open.has(people[at].group);
  return act().ties.filter(([a, b]) => (shows(a) && shows(b)) || seen.has(a) || seen.has(b));
}

/* Whom somebody is tied to, the most often first. */
/** @type {(at: number) => Neighbour[]} */
function nearOf(at) {
  const known = near.get(at);
  if (known) return known;
  /** @type {Neighbour[]} */
  const found = [];
  for (const [a, b, thickness, , times] of act().ties) {
    if (a === at) found.push({ other: b, thickness, times });
    else if (b === at) found.push({ other: a, thickness, times });
  }
  found.sort((one, other) => other.times - one.times || other.thickness - one.thickness || one.other - other.other);
  near.set(at, found);
  return found;
}

/* How much of their weight lines keep as they become many, so that all of them together keep theirs. */
/** @type {(count: number) => number} */
const paleness = (count) => Math.min(1, (250 / Math.max(count, 1)) ** 0.75);

/* What follows from how many lines there are. */
function rule() {
  const lines = state.ties.filter((tie) => hasLine(tie, state, null));
  const across = lines.filter((tie) => tie.across).length;
  state.drawn = new Set(lines.flatMap((tie) => [tie.a, tie.b]));
  if (state.layout === "group") state.bands = shapedBands(scene, state.open ? act().between : tiesBetweenIslands(scene, lines));
  state.fade = [paleness(across), paleness(lines.length - across)];
  showLines(lines);
}

/* The sentence under the map: how many lines there are and are lit, who shows none, and what is left out. */
/** @type {(lines: Line[]) => void} */
function showLines(lines) {
  if (state.open) return showBubbles();
  /** @type {(tie: Line) => boolean} */
  const inSight = ({ a, b }) => !isHidden(scene, state, a) && !isHidden(scene, state, b);
  const shown = lines.filter(inSight);
  const some = state.hidden.size || state.closed.size || state.ego;
  const title = act().title ? `${act().title}: ` : "";
  const focus = focusOf({ ...state, lead: state.chosen }, act(), scene, theme());
  const lit = focus ? state.ties.filter((tie) => focus.lights(tie) && inSight(tie)) : [];
  const more = lit.filter((tie) => !hasLine(tie, state, null)).length;
  const sentence = `${some ? "among the people shown " : ""}${linesSentence(shown.length, state)}${litWords(lit.length - more, more)}.`;
  const said = [title ? title + sentence : sentence[0].toUpperCase() + sentence.slice(1)];
  said.push(...bareWords());
  if (state.facets.some((value) => value >= 0)) said.push(`Only ${facetWords()}; sizes and counts too.`);
  if (state.layout === "group" && shown.filter((tie) => tie.across).length > MOST_LINES) said.push(`Those between two ${words.many} are drawn as one band until you zoom in.`);
  element("lines").textContent = said.join(" ");
}

function showBubbles() {
  const pairs = act().links.reduce((sum, count) => sum + count, 0) / 2;
  const title = act().title ? `${act().title}: ` : "";
  element("lines").textContent = `${title}${plural(pairs, "pair", "pairs")} of people who ${DID}; a band for each two ${words.many} some of them are in. Press a circle to see its people, and again to close it.`;
}

/* Who of those shown has no line: did not come, came and met nobody, or met nobody more often than expected. */
function bareWords() {
  const { links, came } = act();
  const bare = shownPeople().filter((at) => !(state.lines === "all" ? links[at] : state.drawn.has(at)));
  const there = bare.filter((at) => came?.[at].length);
  const away = bare.length - there.length;
  const said = came && !state.ego ? [`${plural(shownPeople().filter((at) => came[at].length).length, "person", "people")} came.`] : [];
  if (away) said.push(`Dashed: ${plural(away, "person", "people")} ${came ? "who did not come" : "tied to nobody"}.`);
  if (there.length) said.push(`${plural(there.length, "person", "people")} came and ${there.length === 1 ? "shows" : "show"} no line.`);
  return said;
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
    if (isHidden(scene, state, at) || absent(at) || isFolded(scene, state, at)) return;
    const [px, py] = onScreen(at);
    const away = Math.hypot(px - x, py - y) - dotRadius(act().radii[at], view.k);
    if (away < least) [least, found] = [away, at];
  });
  return found;
}

/*
 * A dot under the pointer is the page's, not the engine's: pressed it is chosen, moved it goes along and stays.
 */
const [NUDGE, LEFT] = [4, 0]; // px moved from which it is no press; the button
map.addEventListener("pointerdown", (/** @type {any} */ event) => {
  if (event.button !== LEFT || !element("engine").contains(event.target)) return;
  const box = map.getBoundingClientRect();
  const start = [event.clientX - box.left, event.clientY - box.top];
  const person = personAt(start[0], start[1]);
  if (person === null) return;
  event.stopPropagation();
  event.preventDefault();
  map.focus({ preventScroll: true });
  const [x, y] = onScreen(person);
  /** @type {(move: any) => void} */
  const drag = (move) => {
    const by = [move.clientX - box.left - start[0], move.clientY - box.top - start[1]];
    if (state.dragged === null && Math.hypot(by[0], by[1]) < NUDGE) return;
    if (state.dragged === null) {
      Object.assign(state, { dragged: person, hovered: null });
      glide.begin();
    }
    putAt(person, [(x + by[0] - view.x) / view.k, (y + by[1] - view.y) / view.k]);
    redraw();
  };
  const drop = () => {
    map.removeEventListener("pointermove", drag, true);
    for (const end of ["pointerup", "pointercancel"]) window.removeEventListener(end, drop, true);
    if (state.dragged === null) return pressed(person);
    state.dragged = null;
    if (state.layout !== "group") fitted = false; // the dot counts among what a window must hold
    reshape();
    glide.end();
    return writeAddress();
  };
  map.addEventListener("pointermove", drag, true);
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, drop, true);
}, true);

/* A press chooses somebody; the click that follows it must not land on what opens under the finger. */
/** @type {(person: number) => void} */
function pressed(person) {
  /** @type {(click: Event) => void} */
  const swallow = (click) => {
    click.stopPropagation();
    click.preventDefault();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, true), 350);
  choose(person);
  const sheet = element("person").getBoundingClientRect();
  const low = map.getBoundingClientRect().top + onScreen(person)[1] + 40 - sheet.top;
  if (getComputedStyle(element("person")).position === "fixed" && low > 0) window.scrollBy(0, low);
  writeAddress();
}

/** @type {(person: number, place: Pair) => void} */
function putAt(person, [x, y]) {
  /** @type {Pair} */
  const spot = [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  movedHere().set(person, spot);
  placesOf(scene, state.layout)[person] = spot;
}

/** @type {(x: number, y: number) => Line | null} */
function tieAt(x, y) {
  let found = null;
  let least = 6;
  const point = [(x - view.x) / view.k, (y - view.y) / view.k];
  for (const tie of state.traced) {
    const curve = curveOf(scene, state.layout, tie);
    for (let step = 1; step < 40; step += 1) {
      const on = head(curve, step / 40)[curve.length - 1];
      const away = Math.hypot(on[0] - point[0], on[1] - point[1]) * view.k;
      if (away < least) [least, found] = [away, tie];
    }
  }
  return found;
}

/* Opens or closes an island, where not all people are shown at once. */
/** @type {(number: number) => void} */
function fold(number) {
  if (!state.open?.delete(number)) state.open?.add(number);
  refreshed();
  say(`${scene.islands[number].name}: ${state.open?.has(number) ? "open" : "closed"}.`);
}

/** @type {(x: number, y: number) => number} */
const islandAt = (x, y) => scene.islands.findIndex((island) => Math.hypot(island.x * view.k + view.x - x, island.y * view.k + view.y - y) < island.r * view.k);

network.on("click", ({ pointer }) => {
  const { x, y } = pointer.DOM;
  map.focus({ preventScroll: true });
  const tie = tieAt(x, y);
  const island = !tie && state.open ? islandAt(x, y) : -1;
  if (island >= 0) return fold(island);
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
  const ties = `${facts}. ${plural(links[at], "tie", "ties")}`;
  return scene.islands[person.group].nameless ? `${ties}.` : `${ties}, ${outside[at]} outside their ${words.one}.`;
}

const missing = () => (act().title ? `Not a member in ${act().title}.` : "Not a member.");

/** @type {(at: number | null) => void} */
function choose(at) {
  Object.assign(state, { chosen: at, tie: null, finding: null, hovered: null });
  if (state.open) reshape();
  else rule();
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
  const row = nearOf(one).findIndex((tie) => tie.other === other);
  const button = element("person-ties").children[row]?.querySelector("button");
  if (button) openTie(button, one, nearOf(one)[row]);
}

/* A finding sets the view in which it is seen: period, islands, all lines; and lights those it is about. */
/** @type {(number: number) => void} */
function chooseFinding(number) {
  const finding = scene.findings[number];
  const again = state.finding === finding;
  leaveEgo();
  Object.assign(state, { chosen: null, tie: null, hovered: null, finding: again ? null : finding });
  if (!again) {
    Object.assign(state, { months: null, lines: "all", facets: state.facets.map(() => -1) });
    state.hidden.clear();
    state.closed.clear();
    state.period = finding.period;
    gather(finding.grouping);
    showView("group");
    refreshed();
  }
  showPerson();
  showFindings();
  rule();
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
  element("person-facts").replaceChildren(isolated([...new Set([...person.facts, groupings[0].islands[groupings[0].of[at]].name, scene.islands[person.group].name].filter(Boolean))].join(" · ")));
  const sum = summary(at, links[at], outside[at], groups[at]);
  element("person-counts").replaceChildren(isolated(absent(at) ? missing() : sum));
  showAttendance(at);
  showEgoButton(at);
  element("person-ties").replaceChildren(...nearOf(at).map((tie) => tieRow(at, tie)));
}

/* To how many of the meetings they could come to somebody came, and a strip with a box for each. */
/** @type {(at: number) => void} */
function showAttendance(at) {
  const holder = element("person-came");
  const { came, title } = act();
  holder.replaceChildren();
  if (!came || absent(at)) return;
  const held = [...new Set(came.flat())].sort((one, other) => one - other);
  const own = new Set(came[at]);
  const open = opened(scene, held)[at];
  const could = held.filter((_number, place) => open[place] || own.has(held[place]));
  holder.append(`Came to ${grouped(own.size)} of ${plural(could.length, "meeting", "meetings")}${title ? ` (${title})` : ""}.`);
  if (!could.length || could.length > 120) return;
  const strip = made("span", undefined, "strip");
  strip.setAttribute("aria-hidden", "true");
  strip.append(...could.map((number) => made("i", undefined, own.has(number) ? "here" : "")));
  holder.append(strip);
}

/** @type {(at: number, links: number, outside: number, groups: number) => string} */
function summary(at, links, outside, groups) {
  if (!links) return DID === "met" ? "Met nobody." : "Not tied to anyone.";
  const tied = `${DID === "met" ? "Met" : "Tied to"} ${plural(links, "person", "people")}`;
  const others = `${groups} other ${groups === 1 ? words.one : words.many}`;
  if (scene.islands[people[at].group].nameless) return `${tied}.`;
  const own = nearOf(at).every(({ other }) => !outsider(at, other));
  if (!outside) return own ? `${tied}, inside their own ${words.one}.` : `${tied}, none of them known to be of another ${words.one}.`;
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
  rule();
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

/* On a small screen the person stands on a sheet at the bottom; who they are tied to unfolds. */
element("person-more").addEventListener("click", () => {
  const whole = element("person").classList.toggle("whole");
  element("person-more").setAttribute("aria-expanded", String(whole));
});
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

/* The key of colours: a button for each, that leaves its people out. */
function showSymbols() {
  const list = element("categories");
  element("colour-title").textContent = `Colour: ${colourings[state.colouring].label}`;
  list.replaceChildren(...scene.categories.map((category, number) => {
    const row = made("li");
    const button = made("button", undefined, "category");
    button.type = "button";
    button.setAttribute("aria-pressed", String(!state.hidden.has(number)));
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true" })) svg.setAttribute(name, String(value));
    const corners = state.layout === "connection" ? shapeCorners(category.shape, 9, 9, 6.4) : null;
    const mark = document.createElementNS("http://www.w3.org/2000/svg", corners ? "polygon" : "circle");
    const looks = corners ? { points: corners.map((corner) => corner.map(short).join(",")).join(" ") } : { cx: 9, cy: 9, r: 7 };
    for (const [name, value] of Object.entries({ ...looks, fill: shade(category, theme()) })) mark.setAttribute(name, String(value));
    svg.append(mark);
    const label = made("span");
    label.append(isolated(category.label), " (", made("span", grouped(act().counted[number]), "count"), ")");
    button.append(svg, label);
    button.addEventListener("click", () => {
      if (!state.hidden.delete(number)) state.hidden.add(number);
      button.setAttribute("aria-pressed", String(!state.hidden.has(number)));
      reshown();
    });
    row.append(button);
    return row;
  }));
  map.setAttribute("aria-label", `Network map of ${plural(people.length - act().absent.length, "person", "people")}`);
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
  if (!ON_MAP.includes(shownView())) showView(state.ego ? "ego" : state.layout === "ego" ? "group" : state.layout);
}

/** @type {(name: string) => void} */
function showView(name) {
  if (!KEEPS_EGO.includes(name)) state.ego = null;
  press(element("views"), "view", ON_MAP.includes(name) ? "map" : name);
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
  showControls();
  resized();
  if (moved || fitsGrouping !== state.grouping) fit();
  fitsGrouping = state.grouping;
  redraw();
}

/** @type {(number: number) => void} */
function showPeriod(number) {
  Object.assign(state, { period: number, months: null, tie: null });
  refreshed();
  if (act().title) say(act().title);
}

/* After another period, other islands, colours, sizes or ties were chosen. */
function refreshed() {
  reshape();
  showSymbols();
  showControls();
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
  const { view: name } = event.target.dataset;
  if (name === "map") onMap();
  else if (name) showView(name);
});
element("periods")?.addEventListener("click", (/** @type {any} */ event) => {
  const button = event.target.closest("[data-period]");
  if (button) showPeriod(Number(button.dataset.period));
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

const shownPeople = () => people.map((_person, at) => at).filter((at) => !absent(at) && !isHidden(scene, state, at) && !isFolded(scene, state, at));

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
