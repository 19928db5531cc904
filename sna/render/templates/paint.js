/* Draws a scene on a surface. Everything here depends on its arguments only; `view` says how the map lies on the screen. */

/** @type {Record<"light" | "dark", Theme>} */
const THEMES = {
  light: { ground: "#FFFFFF", across: "#3B4F63", inside: "#9AA5AD", ink: "#0B0C0C", red: "#B3261E", plain: "#2B3640", faint: "#D5DADE", quiet: "#66747E", mixed: ["#76828B", "#3A4650"], dark: false },
  dark: { ground: "#12181D", across: "#9FB4C8", inside: "#66747E", ink: "#FFFFFF", red: "#FF8A80", plain: "#D5DDE3", faint: "#3A4751", quiet: "#9AA8B3", mixed: ["#9AA8B3", "#B8C4CC"], dark: true },
};
const MOST_LINES = 3000; // across in sight, above which those between two islands are one band
const CLEAR = 0.6; // share of an island's people in one category from which it wears its colour: as CLEAR in composition.py
const MOST_SUBJECTS = 12; // people of a finding up to whom their names are bold
const BUSY = 30; // lines in focus above which they are drawn lighter
const [SEAT, LARGEST_DOT] = [20, 15]; // px round a seat in which no other dot reaches, and of the largest dot

/** @type {(value: number, least: number, most: number) => number} */
const clamp = (value, least, most) => Math.max(least, Math.min(most, value));
/** @type {(one: number[], other: number[], share: number) => Pair} */
const between = (one, other, share) => [one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share];

/* The handle of a slightly bent line, off its middle by a share of its length. */
/** @type {(start: Pair, stop: Pair, share: number) => Pair} */
const bent = (start, stop, share) => [(start[0] + stop[0]) / 2 - share * (stop[1] - start[1]), (start[1] + stop[1]) / 2 + share * (stop[0] - start[0])];

/* ---- the shape of ties, in the map's own measure, once per period and layout ---- */

/** @type {(start: Pair, stop: Pair, one: Island, other: Island) => Curve} */
function tiePath(start, stop, one, other) {
  const away = Math.max(Math.hypot(other.x - one.x, other.y - one.y), 1e-9);
  const off = 0.22 * Math.max(0, away - one.r - other.r);
  /** @type {Curve} */
  const [a, b] = [[one.x, one.y], [other.x, other.y]];
  return [start, between(a, b, (one.r + off) / away), between(b, a, (other.r + off) / away), stop];
}

/** @type {(curve: Curve, share: number) => Curve} */
function head(curve, share) {
  const first = [curve[0]];
  for (let level = curve; level.length > 1; ) {
    level = level.slice(1).map((point, at) => between(level[at], point, share));
    first.push(level[0]);
  }
  return first;
}

/** @type {(curve: Curve, island: Island) => Curve} */
function inside(curve, island) {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 14; step += 1) {
    const middle = (low + high) / 2;
    const [x, y] = head(curve, middle)[curve.length - 1];
    if (Math.hypot(x - island.x, y - island.y) < island.r) low = middle;
    else high = middle;
  }
  return head(curve, low);
}

/* Where people stand in a layout that there is: nobody can choose one without places. */
/** @type {(scene: Scene, layout: Layout) => Curve} */
function placesOf(scene, layout) {
  return scene.places[layout] ?? [];
}

/* Ties as lines; each takes shape when it is first drawn. */
/** @type {(scene: Scene, ties: Tie[]) => Line[]} */
function linesOf(scene, ties) {
  return ties.map(([a, b, thickness, , times]) => {
    /** @type {Pair} */
    const groups = [scene.people[a].group, scene.people[b].group];
    return { a, b, groups, across: groups[0] !== groups[1], thickness, times, often: true, curve: null, ends: null };
  });
}

/** @type {(scene: Scene, layout: Layout, tie: Line) => Curve} */
function curveOf(scene, layout, tie) {
  if (tie.curve) return tie.curve;
  const places = placesOf(scene, layout);
  const [start, stop] = [places[tie.a], places[tie.b]];
  if (layout === "group" && tie.across) tie.curve = tiePath(start, stop, scene.islands[tie.groups[0]], scene.islands[tie.groups[1]]);
  else tie.curve = layout === "connection" ? [start, bent(start, stop, 0.08), stop] : [start, stop];
  return tie.curve;
}

/* The parts of a line inside its two islands. */
/** @type {(scene: Scene, tie: Line) => Pair[][]} */
function endsOf(scene, tie) {
  const curve = curveOf(scene, "group", tie);
  tie.ends ??= [inside(curve, scene.islands[tie.groups[0]]), inside([...curve].reverse(), scene.islands[tie.groups[1]])];
  return tie.ends;
}

/* How many ties there are between each two islands. */
/** @type {(scene: Scene, ties: { groups: Pair }[]) => Between[]} */
function tiesBetweenIslands(scene, ties) {
  const size = scene.islands.length;
  const counts = new Map();
  for (const { groups: [one, other] } of ties) {
    if (one === other) continue;
    const key = Math.min(one, other) * size + Math.max(one, other);
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  return [...counts].map(([key, count]) => [Math.floor(key / size), key % size, count]);
}

/** @type {(scene: Scene, counts: Between[]) => Band[]} */
function shapedBands(scene, counts) {
  const most = counts.reduce((sofar, [, , count]) => Math.max(sofar, count), 1);
  return counts.map(([low, high, count]) => {
    const [one, other] = [scene.islands[low], scene.islands[high]];
    /** @type {Curve} */
    const [start, stop] = [[one.x, one.y], [other.x, other.y]];
    return { curve: [start, bent(start, stop, 0.07), stop], share: count / most };
  });
}

/* ---- how the map lies on the screen ---- */

/** @type {(scene: Scene, layout: Layout, width: number, height: number, compact: boolean) => View} */
function fittedView(scene, layout, width, height, compact) {
  /** @type {Box[]} */
  const boxes = [];
  if (layout === "group") {
    for (const island of scene.islands) {
      const half = Math.max(island.r, ...island.lines.map((line) => textWidth(line, 14.5, true) / 2));
      boxes.push([island.x - half, island.y - island.r - 17 * island.lines.length - 6, island.x + half, island.y + island.r]);
    }
  } else {
    for (const [x, y] of placesOf(scene, layout)) boxes.push([x - 24, y - 24, x + 60, y + 24]);
    if (scene.tray && layout === "connection") boxes.push([scene.tray[0], scene.tray[2] - 30, scene.tray[1], scene.tray[2]]);
  }
  if (!boxes.length) return { k: 1, x: width / 2, y: height / 2, width, height, fit: 1 };
  /** @type {(at: number, pick: (...values: number[]) => number) => number} */
  const bound = (at, pick) => boxes.reduce((found, box) => pick(found, box[at]), boxes[0][at]);
  const [left, top, right, bottom] = [bound(0, Math.min), bound(1, Math.min), bound(2, Math.max), bound(3, Math.max)];
  const edge = compact ? 6 : 16;
  const k = clamp(Math.min((width - 2 * edge) / (right - left), (height - 2 * edge) / (bottom - top)), 0.05, 1.6);
  return { k, x: (width - k * (left + right)) / 2, y: (height - k * (top + bottom)) / 2, width, height, fit: k };
}

/* ---- painting ---- */

/* Whether a choice of the reader's keeps somebody from sight: of colours, of groups, or of one person's own ties. */
/** @type {(scene: Scene, state: State, person: number) => boolean} */
function isHidden(scene, state, person) {
  const { category, group } = scene.people[person];
  return state.hidden.has(category) || state.closed.has(group) || Boolean(state.ego && !state.ego.has(person));
}

/* Whether somebody is inside an island that is still closed, where people are too many to be shown at once. */
/** @type {(scene: Scene, state: State, person: number) => boolean} */
function isFolded(scene, state, person) {
  return state.open !== null && state.layout === "group" && person !== state.chosen && !state.open.has(scene.people[person].group);
}

/** @type {(k: number) => number} */
const dotScale = (k) => clamp(k ** (k > 1 ? 0.75 : 1), 0.5, 1.9);

/* The largest is never so large that neighbours in a ring touch. */
/** @type {(radius: number, k: number) => number} */
const dotRadius = (radius, k) => Math.max(1.5, radius * Math.min(dotScale(k), (k * SEAT) / LARGEST_DOT));

/** @type {(pens: Map<Line, TiePen>, tie: Line) => TiePen} */
const penOf = (pens, tie) => /** @type {TiePen} */ (pens.get(tie));

class Painter {
  /** @param {Surface} surface @param {Scene} scene @param {State} state @param {View} view @param {Theme} theme */
  constructor(surface, scene, state, view, theme) {
    this.surface = surface;
    this.theme = theme;
    surface.halo = theme.ground;
    this.scene = scene;
    this.state = state;
    this.view = view;
    this.act = state.act;
    this.places = placesOf(scene, state.layout);
    this.islands = state.layout === "group";
    this.dot = dotScale(view.k);
    this.ring = 3.2 * Math.min(1, this.dot);
    this.absent = new Set(this.act.absent);
    this.empty = new Set([...this.act.empty, ...state.closed]);
    this.focus = focusOf(state, this.act, scene, theme);
    this.looks = scene.islands.map((_island, number) => islandLook(scene, number, theme));
    this.busy = 0; // how much of their weight lit lines keep, where they are many
    /** @type {number[][]} */
    this.board = []; // left, top, right, bottom and owner of what is drawn: a person, or -1 for what nobody owns
  }

  /** @type {(place: number[]) => Pair} */
  at([x, y]) {
    return [x * this.view.k + this.view.x, y * this.view.k + this.view.y];
  }

  /** @type {(tie: Line) => Curve} */
  curve(tie) {
    return curveOf(this.scene, this.state.layout, tie);
  }

  /** @type {(curve: Curve) => number[]} */
  flat(curve) {
    const found = [];
    for (const [x, y] of curve) found.push(x * this.view.k + this.view.x, y * this.view.k + this.view.y);
    return found;
  }

  /** @type {(person: number) => number} */
  radius(person) {
    return dotRadius(this.act.radii[person], this.view.k);
  }

  /** @type {(person: number) => string} */
  colour(person) {
    return shade(this.scene.categories[this.scene.people[person].category], this.theme);
  }

  /** @type {(person: number) => boolean} */
  hidden(person) {
    if (this.absent.has(person) || person === this.state.dragged || isHidden(this.scene, this.state, person)) return true;
    return isFolded(this.scene, this.state, person) && !this.focus?.people.has(person);
  }

  paint() {
    const { focus } = this;
    const shown = this.state.ties.filter((tie) => hasLine(tie, this.state, focus) && !this.hidden(tie.a) && !this.hidden(tie.b));
    const lit = focus ? shown.filter((tie) => focus.lights(tie)) : [];
    this.busy = lit.length > BUSY ? clamp(Math.sqrt(150 / lit.length), 0.22, 0.75) : 0;
    const across = shown.filter((tie) => tie.across);
    const crowded = this.islands && (this.state.open !== null || across.filter((tie) => this.sees(tie)).length > MOST_LINES);
    const lines = crowded ? lit.filter((tie) => tie.across) : across;
    const within = shown.filter((tie) => !tie.across);
    this.state.traced = [...lines, ...within];
    /** @type {Map<Line, TiePen>} */
    const pens = new Map(this.state.traced.map((tie) => [tie, this.pen(tie)]));
    /** @type {(one: Line, other: Line) => number} */
    const litLast = (one, other) => penOf(pens, one).lit - penOf(pens, other).lit;
    lines.sort(litLast);
    if (crowded) this.paintBands();
    if (!this.scene.people.length) this.surface.text("There is nobody to show.", this.view.width / 2, this.view.height / 2, { size: 15, colour: this.theme.quiet, align: "center" });
    for (const tie of lines) this.surface.line(this.flat(this.curve(tie)), penOf(pens, tie));
    if (this.islands) this.paintIslands(lines, pens);
    this.paintInside(within.sort(litLast), pens);
    if (this.state.layout === "connection") this.paintTray();
    this.paintPeople();
    if (this.islands) this.nameIslands();
    const [strong, plain] = this.named();
    for (const at of strong) this.namePerson(at, true);
    this.paintCallouts();
    for (const at of plain) this.namePerson(at, false);
  }

  /* Whether an end of a tie lies in the window. */
  /** @type {(tie: Line) => boolean} */
  sees(tie) {
    return [tie.a, tie.b].some((person) => {
      const [x, y] = this.at(this.places[person]);
      return x > 0 && y > 0 && x < this.view.width && y < this.view.height;
    });
  }

  /* One person, over a picture of all others: while they are dragged. */
  /** @type {(person: number) => void} */
  paintDragged(person) {
    const [x, y] = this.at(this.places[person]);
    for (const [a, b] of this.act.ties) {
      const other = a === person ? b : b === person ? a : -1;
      if (other >= 0 && !this.hidden(other)) this.surface.line([x, y, ...this.at(this.places[other])], { colour: this.theme.across, width: 1, opacity: 0.5 });
    }
    this.paintDot(person, x, y, this.radius(person), false);
    this.surface.text(this.scene.people[person].name, x + this.radius(person) + 7, y, { size: 13.5, bold: true, colour: this.theme.ink });
  }

  /** @type {(tie: Line) => TiePen} */
  pen(tie) {
    const many = this.state.fade[tie.across ? 0 : 1];
    const thick = clamp(this.dot, 0.7, 1.5);
    const pen = tie.across
      ? { colour: this.theme.across, width: (0.9 + 1.5 * tie.thickness) * thick, opacity: 0.4 * many, lit: 0 }
      : { colour: this.theme.inside, width: (0.7 + 0.9 * tie.thickness) * thick, opacity: 0.6 * many, lit: 0 };
    if (!this.focus) return pen;
    if (!this.focus.lights(tie)) return { ...pen, opacity: pen.opacity * 0.14 };
    return { colour: this.focus.colour, width: pen.width + (this.busy ? 0.2 : 0.8), opacity: this.busy || 0.95, lit: 1 };
  }

  /* Ties inside one island, all of one look in one stroke. */
  /** @type {(ties: Line[], pens: Map<Line, TiePen>) => void} */
  paintInside(ties, pens) {
    /** @type {Map<string, [pen: TiePen, curves: number[][]]>} */
    const alike = new Map();
    for (const tie of ties) {
      const pen = penOf(pens, tie);
      const look = `${pen.lit} ${Math.round(pen.width * 5)}`;
      const [, curves] = alike.get(look) ?? [pen, []];
      alike.set(look, [pen, curves]);
      curves.push(this.flat(this.curve(tie)));
    }
    for (const [pen, curves] of alike.values()) this.surface.lines(curves, pen);
  }

  paintBands() {
    for (const { curve, share } of this.state.bands) {
      this.surface.line(this.flat(curve), { colour: this.theme.across, width: (1 + 13 * share) * this.dot, opacity: this.focus ? 0.06 : 0.34 });
    }
  }

  /** @type {(lines: Line[], pens: Map<Line, TiePen>) => void} */
  paintIslands(lines, pens) {
    const closed = new Set(this.act.closed);
    /** @type {[curve: Curve, pen: TiePen][][]} */
    const own = this.scene.islands.map(() => []);
    for (const tie of lines) tie.groups.forEach((group, end) => own[group].push([endsOf(this.scene, tie)[end], penOf(pens, tie)]));
    this.scene.islands.forEach((island, number) => {
      const [x, y] = this.at([island.x, island.y]);
      if (this.empty.has(number)) {
        this.surface.circle(x, y, island.r * this.view.k, { colour: this.theme.ground, opacity: 0.86 }, { colour: this.theme.faint, width: 1.2 });
        return;
      }
      const { colour } = this.looks[number];
      const rim = closed.has(number) ? { colour: this.theme.ink, width: 1.6, opacity: 0.9, dash: [5, 4] } : { colour, width: 1.2, opacity: 0.45 };
      this.surface.circle(x, y, island.r * this.view.k, { colour: this.theme.ground, opacity: 0.86 });
      this.surface.circle(x, y, island.r * this.view.k, { colour, opacity: 0.1 }, rim);
      for (const [curve, pen] of own[number]) this.surface.line(this.flat(curve), pen);
      if (this.state.open && !this.state.open.has(number)) this.surface.text(`${grouped(island.people)} people`, x, y, { size: 13, colour: this.theme.plain, align: "center" });
    });
  }

  paintTray() {
    if (!this.scene.tray) return;
    const [left, right, height] = this.scene.tray;
    if (!this.places.some((place, at) => place[1] > height && !this.hidden(at))) return;
    const [x, y] = this.at([left, height]);
    this.surface.line([x, y, this.at([right, height])[0], y], { colour: this.theme.faint });
    this.surface.text("Not tied to anyone", x, y - 11, { size: 13, bold: true, colour: this.theme.quiet });
  }

  paintPeople() {
    const ringed = new Set(this.act.connectors);
    const order = this.scene.people.map((_person, at) => at).sort((one, other) => this.act.radii[one] - this.act.radii[other]);
    for (const at of order) {
      if (this.hidden(at)) continue;
      const [x, y] = this.at(this.places[at]);
      const radius = this.radius(at);
      const faded = Boolean(this.focus && !this.focus.people.has(at));
      if (ringed.has(at) && !faded) this.surface.circle(x, y, radius + this.ring, { colour: this.theme.ground }, { colour: this.theme.ink, width: 1.6 });
      this.paintDot(at, x, y, radius, faded);
      if (at === this.state.chosen) this.surface.circle(x, y, radius + 6, null, { colour: this.theme.ink, width: 3 });
      this.board.push([x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1, at]);
    }
  }

  /** @type {(at: number, x: number, y: number, radius: number, faded: boolean) => void} */
  paintDot(at, x, y, radius, faded) {
    const colour = this.colour(at);
    const { ground } = this.theme;
    const opacity = faded ? 0.3 : 1;
    const rim = { colour: ground, width: Math.min(1.6, radius * 0.3) };
    const shape = this.islands ? "circle" : this.scene.categories[this.scene.people[at].category].shape;
    if (this.bare(at)) {
      const dash = this.act.came?.[at].length ? undefined : radius < 4 ? [1.3, 1.3] : [2.5, 2.5];
      return this.paintShape(shape, x, y, radius, { colour: ground }, { colour, width: radius < 4 ? 1.1 : 1.8, dash, opacity });
    }
    if (faded) this.paintShape(shape, x, y, radius, { colour: ground }, rim);
    this.paintShape(shape, x, y, radius, { colour, opacity: faded ? 0.25 : 1 }, rim);
  }

  /* Whether somebody shows no line: tied to nobody, or to nobody more often than expected. */
  /** @type {(at: number) => boolean} */
  bare(at) {
    return !(this.state.lines === "all" ? this.act.links[at] : this.state.drawn.has(at));
  }

  /** @type {(shape: string, x: number, y: number, radius: number, fill: Fill, pen: Pen) => void} */
  paintShape(shape, x, y, radius, fill, pen) {
    const corners = shapeCorners(shape, x, y, radius);
    if (corners) this.surface.polygon(corners, fill, pen);
    else this.surface.circle(x, y, radius, fill, pen);
  }

  /* Names: the important first, each where it covers no dot and no other name. */

  named() {
    const ringed = new Set(this.act.connectors);
    const { lead, finding } = this.state;
    const subjects = new Set(this.focus && finding && finding.people.length <= MOST_SUBJECTS ? finding.people : []);
    /** @type {(at: number) => number} */
    const weight = (at) => (at === lead ? 1e6 : 0) + (subjects.has(at) ? 1e4 : 0) + (ringed.has(at) ? 1e3 : 0) + this.act.radii[at];
    const most = this.view.k > 1.5 * this.view.fit || this.focus ? 200 : 110;
    const tight = this.view.k < 0.48 && !this.focus;
    const order = this.scene.people
      .map((_person, at) => at)
      .filter((at) => !this.hidden(at) && (!this.focus || this.focus.people.has(at)))
      .sort((one, other) => weight(other) - weight(one) || one - other)
      .slice(0, most);
    /** @type {(at: number) => boolean} */
    const strong = (at) => ringed.has(at) || at === lead || subjects.has(at);
    return [order.filter(strong), tight ? [] : order.filter((at) => !strong(at))];
  }

  nameIslands() {
    const { width, height, k } = this.view;
    const size = clamp(14.5 * Math.sqrt(k), 10.5, 14.5);
    const step = size * 1.16;
    const islands = this.scene.islands.map((island, number) => ({ ...island, number, empty: this.empty.has(number) }));
    for (const island of islands.sort((one, other) => Number(one.empty) - Number(other.empty) || other.people - one.people)) {
      const [x, y] = this.at([island.x, island.y]);
      const radius = island.r * k;
      if (x + radius < 0 || x - radius > width || y + radius < 0 || y - radius > height + 60) continue;
      const half = Math.max(0, ...island.lines.map((line) => textWidth(line, size, true) / 2));
      const deep = step * island.lines.length;
      const middle = clamp(x, Math.min(half + 4, width / 2), Math.max(width - half - 4, width / 2));
      /** @type {Box[]} */
      const boxes = [];
      for (const side of [middle, middle - half / 2, middle + half / 2]) {
        for (const top of [y - radius - 5 - deep, y + radius + 5]) boxes.push([side - half, top, side + half, top + deep]);
      }
      const free = boxes.filter((one) => this.free(one, -1));
      if (!free.length) continue;
      const box = free.find((one) => !this.meets(one, island)) ?? free[0];
      this.board.push([...box, -1]);
      island.lines.forEach((line, at) => {
        this.surface.text(line, (box[0] + box[2]) / 2, box[1] + (at + 0.5) * step, { size, bold: !island.empty, colour: island.empty ? this.theme.quiet : this.looks[island.number].ink, align: "center" });
      });
    }
  }

  /* Whether a box lies on an island other than its own. */
  /** @type {(box: Box, own: Island) => boolean} */
  meets(box, own) {
    return this.scene.islands.some((island) => {
      if (island.x === own.x && island.y === own.y) return false;
      const [x, y] = this.at([island.x, island.y]);
      return Math.hypot(clamp(x, box[0], box[2]) - x, clamp(y, box[1], box[3]) - y) < island.r * this.view.k;
    });
  }

  /** @type {(at: number, strong: boolean) => void} */
  namePerson(at, strong) {
    const [x, y] = this.at(this.places[at]);
    if (x < 0 || y < 0 || x > this.view.width || y > this.view.height) return;
    const { name, short: brief } = this.scene.people[at];
    const tight = this.view.k < 0.48;
    const size = strong ? (tight ? 11.5 : 13.5) : 12;
    const gap = this.radius(at) + (at === this.state.chosen ? 11 : strong ? 7 : 4);
    /** @type {[text: string, overDots: boolean][]} */
    const tries = strong ? [[name, false], [brief, false], [brief, true]] : [[this.view.k > 1.35 ? name : brief, false], [brief.replace(/ \(.*\)$/, " (…)"), false]]; // of a namesake that there is a mark, where it has no room
    for (const [text, overDots] of tries) {
      const width = textWidth(text, size, strong);
      for (const [px, py, align] of placesRound(x, y, gap, size)) {
        const left = align === "left" ? px : align === "right" ? px - width : px - width / 2;
        /** @type {Box} */
        const box = [left - 1, py - size * 0.56, left + width + 1, py + size * 0.56];
        if (!this.free(box, at, overDots)) continue;
        this.board.push([...box, -1]);
        this.surface.text(text, px, py, { size, bold: strong, colour: strong ? this.theme.ink : this.theme.plain, align });
        return;
      }
    }
  }

  /** @type {(box: Box, owner: number, overDots?: boolean) => boolean} */
  free(box, owner, overDots = false) {
    if (box[0] < 2 || box[2] > this.view.width - 2 || box[1] < 1 || box[3] > this.view.height - 1) return false;
    return !this.board.some(
      (taken) => (taken[4] < 0 || (taken[4] !== owner && !overDots)) && box[0] < taken[2] && box[2] > taken[0] && box[1] < taken[3] && box[3] > taken[1],
    );
  }

  /* Callouts: a few words beside the person a finding begins with, where there is most room. */

  paintCallouts() {
    if (this.focus || this.state.ego || this.view.width < 560) return;
    for (const finding of this.scene.findings) {
      const [at] = finding.people;
      if (!finding.callout.length || at === undefined || this.state.months || finding.period !== this.state.period || finding.grouping !== this.state.grouping || this.hidden(at)) continue;
      this.paintCallout(finding.callout, this.at(this.places[at]), this.radius(at) + 5);
    }
  }

  /** @type {(lines: string[], place: Pair, radius: number) => void} */
  paintCallout(lines, [x, y], radius) {
    const width = Math.max(...lines.map((line, at) => textWidth(line, 13, at === 0))) + 20;
    const height = lines.length * 17 + 14;
    const corner = this.remembered(lines.join(" "), [x, y], [width, height]);
    if (!corner) return;
    const [left, top] = corner;
    /** @type {Pair} */
    const foot = [clamp(x, left, left + width), clamp(y, top, top + height)];
    const away = Math.hypot(foot[0] - x, foot[1] - y) || 1;
    this.surface.line([x + ((foot[0] - x) / away) * radius, y + ((foot[1] - y) / away) * radius, ...foot], { colour: this.theme.red, width: 1.6 });
    /** @type {Curve} */
    const box = [[left, top], [left + width, top], [left + width, top + height], [left, top + height]];
    this.surface.polygon(box, { colour: this.theme.ground, opacity: 0.97 }, { colour: this.theme.red, width: 1.3 });
    lines.forEach((line, at) => this.surface.text(line, left + 10, top + 7 + 17 * (at + 0.5), { size: 13, bold: at === 0, colour: this.theme.ink, halo: false }));
    this.board.push([left, top, left + width, top + height, -1]);
    for (let step = 1; step < 12; step += 1) {
      const [px, py] = between([x, y], foot, step / 12);
      if (Math.hypot(px - x, py - y) > radius) this.board.push([px - 2, py - 2, px + 2, py + 2, -1]);
    }
  }

  /* The place found before, while the map only moves; searching anew for each frame would take too long. */
  /** @type {(words: string, place: Pair, size: Pair) => Pair | null} */
  remembered(words, [x, y], [width, height]) {
    const { layout, grouping, period, hidden, closed, callouts } = this.state;
    const key = [words, layout, grouping, period, this.view.k, this.view.width, this.view.height, ...hidden, "", ...closed].join("|");
    const known = callouts.get(key);
    if (known) {
      const box = [x + known[0], y + known[1], x + known[0] + width, y + known[1] + height];
      if (box[0] > 6 && box[1] > 6 && box[2] < this.view.width - 6 && box[3] < this.view.height - 6) return [box[0], box[1]];
    }
    if (known === null) return null;
    const found = this.roomiest(x, y, width, height);
    if (callouts.size > 200) callouts.clear();
    callouts.set(key, found && [found[0] - x, found[1] - y]);
    return found;
  }

  /** @type {(x: number, y: number, width: number, height: number) => Pair | null} */
  roomiest(x, y, width, height) {
    /** @type {Pair | null} */
    let best = null;
    let least = 100;
    for (let turn = 0; turn < 24; turn += 1) {
      for (const far of [30, 50, 75, 105, 140, 185, 235]) {
        const [cos, sin] = [Math.cos((turn * Math.PI) / 12), Math.sin((turn * Math.PI) / 12)];
        const left = x + cos * (far + (width / 2) * Math.abs(cos)) - width / 2;
        const top = y + sin * (far + height / 2) - height / 2;
        /** @type {Pair} */
        const foot = [clamp(x, left, left + width), clamp(y, top, top + height)];
        const cost = 0.15 * far + this.covered([left, top, left + width, top + height]) + this.crossed([x, y], foot);
        if (cost < least) [least, best] = [cost, [left, top]];
      }
    }
    return best;
  }

  /* What the line to a callout would run through: dots and names, but not the dot it begins at. */
  /** @type {(start: Pair, foot: Pair) => number} */
  crossed(start, foot) {
    const hit = new Set();
    for (let step = 1; step < 16; step += 1) {
      const [x, y] = between(start, foot, step / 16);
      this.board.forEach((box, at) => {
        const own = box[0] < start[0] && start[0] < box[2] && box[1] < start[1] && start[1] < box[3];
        if (!own && box[0] - 2 < x && x < box[2] + 2 && box[1] - 2 < y && y < box[3] + 2) hit.add(at);
      });
    }
    return 25 * hit.size + 14 * this.overflown(start, foot);
  }

  /* How many islands the line to a callout runs over, but the one it begins in. */
  /** @type {(start: Pair, foot: Pair) => number} */
  overflown(start, foot) {
    if (!this.islands) return 0;
    /** @type {(place: Pair, island: Island) => boolean} */
    const inside = ([x, y], island) => Math.hypot(x - (island.x * this.view.k + this.view.x), y - (island.y * this.view.k + this.view.y)) < island.r * this.view.k;
    const others = this.scene.islands.filter((island) => !inside(start, island));
    return others.filter((island) => [4, 8, 12].some((step) => inside(between(start, foot, step / 16), island))).length;
  }

  /** @type {(box: Box) => number} */
  covered(box) {
    if (box[0] < 6 || box[1] < 6 || box[2] > this.view.width - 6 || box[3] > this.view.height - 6) return Infinity;
    let cost = 0;
    for (const taken of this.board) {
      const wide = Math.min(box[2] + 4, taken[2]) - Math.max(box[0] - 4, taken[0]);
      const high = Math.min(box[3] + 4, taken[3]) - Math.max(box[1] - 4, taken[1]);
      if (wide > 0 && high > 0) cost += 70 + wide * high * 0.05;
    }
    if (!this.islands) return cost;
    for (const island of this.scene.islands) {
      const [x, y] = this.at([island.x, island.y]);
      const deep = island.r * this.view.k - Math.hypot(clamp(x, box[0], box[2]) - x, clamp(y, box[1], box[3]) - y);
      if (deep > 0) cost += deep * 0.25;
    }
    return cost;
  }
}

/** @type {(x: number, y: number, gap: number, size: number) => [x: number, y: number, align: Align][]} */
function placesRound(x, y, gap, size) {
  const [beside, above, slant] = [gap * 0.72, gap + size * 0.45, gap * 0.8 + 2];
  return [
    [x + gap, y, "left"],
    [x - gap, y, "right"],
    [x, y + above, "center"],
    [x, y - above, "center"],
    [x + beside, y + slant, "left"],
    [x - beside, y + slant, "right"],
    [x + beside, y - slant, "left"],
    [x - beside, y - slant, "right"],
  ];
}

/* Sides, turn and size of each shape; the sizes make the areas equal. */
const SHAPES = new Map([
  ["square", [4, 45, 1.25]],
  ["triangle", [3, -90, 1.5]],
  ["diamond", [4, 0, 1.25]],
  ["hexagon", [6, 0, 1.1]],
  ["pentagon", [5, -90, 1.15]],
]);

/** @type {(shape: string, x: number, y: number, radius: number) => Curve | null} */
function shapeCorners(shape, x, y, radius) {
  const look = SHAPES.get(shape);
  if (!look) return null;
  const [sides, turn, size] = look;
  return Array.from({ length: sides }, (_none, at) => {
    const angle = ((turn + (360 * at) / sides) * Math.PI) / 180;
    return [x + radius * size * Math.cos(angle), y + (sides === 3 ? radius * 0.15 : 0) + radius * size * Math.sin(angle)];
  });
}

/* The colour of a category on the ground there is. */
/** @type {(category: Category, theme: Theme) => string} */
const shade = (category, theme) => (theme.dark ? category.dark : category.colour);

/* An island wears the colour of most of its people, and is grey where no category has a clear majority. */
/** @type {(scene: Scene, number: number, theme: Theme) => { colour: string, ink: string }} */
function islandLook(scene, number, theme) {
  const counts = scene.categories.map(() => 0);
  for (const person of scene.people) if (person.group === number) counts[person.category] += 1;
  const most = Math.max(0, ...counts);
  if (!most || most < CLEAR * counts.reduce((sum, count) => sum + count, 0)) return { colour: theme.mixed[0], ink: theme.mixed[1] };
  const category = scene.categories[counts.indexOf(most)];
  return { colour: shade(category, theme), ink: theme.dark ? category.dark : category.ink };
}

/** @type {(person: number, act: Act, colour: string) => Focus} */
function focusOn(person, act, colour) {
  return focusAmong(new Set([person]), "of", act, colour);
}

/* People and their lines: all of theirs with whom they lead to, those among them, or of these the ones that stay on an island or leave it. */
/** @type {(subjects: Set<number>, lit: string, act: Act, colour: string, group?: (person: number) => number) => Focus} */
function focusAmong(subjects, lit, act, colour, group) {
  const people = new Set(subjects);
  if (lit === "of") {
    for (const [a, b] of act.ties) {
      if (subjects.has(a)) people.add(b);
      if (subjects.has(b)) people.add(a);
    }
    return { people, colour, lights: (tie) => subjects.has(tie.a) || subjects.has(tie.b) };
  }
  /** @type {(a: number, b: number) => boolean} */
  const alike = (a, b) => !group || lit === "among" || (group(a) === group(b)) === (lit === "inside");
  return { people, colour, lights: ({ a, b }) => subjects.has(a) && subjects.has(b) && alike(a, b) };
}

/* Who stays bright: the chosen tie, the person under the pointer or chosen, or those a finding is about. */
/** @type {(state: State, act: Act, scene: Scene, theme: Theme) => Focus | null} */
function focusOf(state, act, scene, theme) {
  if (state.tie) {
    const { a, b } = state.tie;
    return { people: new Set([a, b]), colour: theme.red, lights: (tie) => tie.a === a && tie.b === b };
  }
  if (state.lead !== null && !act.absent.includes(state.lead)) return focusOn(state.lead, act, theme.ink);
  if (!state.finding?.people.length) return null;
  return focusAmong(new Set(state.finding.people), state.finding.lit, act, theme.red, (person) => scene.people[person].group);
}
