/* What is left of a period when the reader chooses among the reasons for ties, or a stretch of time; it depends on its arguments only. */

/* The period chosen: of months the whole time; the number after the last is the whole time too. */
/** @type {(scene: Scene, state: State) => Act} */
function baseOf(scene, state) {
  const period = state.months ? undefined : scene.periods[state.period];
  return period ?? scene.whole ?? scene.periods[scene.periods.length - 1];
}

/** @type {(month: string) => string} */
const monthWords = (month) => `${["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"][Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

/* What the period chosen is called. */
/** @type {(scene: Scene, state: State) => string} */
function titleOf(scene, state) {
  if (state.months) return state.months[0] === state.months[1] ? monthWords(state.months[0]) : `${monthWords(state.months[0])} to ${monthWords(state.months[1])}`;
  return scene.periods[state.period]?.title ?? "Whole time";
}

/* What is behind the tie of two people: numbers of reasons, each with how often, of those chosen. */
/** @type {(scene: Scene, state: State, one: number, other: number) => Reason[]} */
function behind(scene, state, one, other) {
  const base = baseOf(scene, state);
  const tie = base.ties.find(([a, b]) => (a === one && b === other) || (a === other && b === one)) ?? [one, other, 0, null, 0];
  return reasonsOf(base, tie).filter(([number]) => passes(scene, state, number));
}

/** @type {WeakMap<Act, Set<number>[]>} */
const attendanceSets = new WeakMap();
/** @type {(base: Act) => Set<number>[]} */
function cameSets(base) {
  const known = attendanceSets.get(base) ?? (base.came ?? []).map((own) => new Set(own));
  attendanceSets.set(base, known);
  return known;
}

/** @type {(base: Act, tie?: Tie) => Reason[]} */
function reasonsOf(base, tie) {
  if (!tie) return [];
  const [a, b, , listed] = tie;
  if (listed) return listed.map((reason) => (Array.isArray(reason) ? reason : [reason, 1]));
  if (!base.came) return [];
  const there = cameSets(base)[b];
  return base.came[a].filter((number) => there.has(number)).map((number) => [number, 1]);
}

/** @type {(scene: Scene, state: State, number: number) => boolean} */
function passes(scene, state, number) {
  const day = scene.days[number];
  if (state.months && !(day && day.slice(0, 7) >= state.months[0] && day.slice(0, 7) <= state.months[1])) return false;
  return scene.facets.every((facet, at) => state.facets[at] < 0 || facet.of[number] === state.facets[at]);
}

/* Ties of those who were at the same gatherings: as thick as they were often. */
/** @type {(scene: Scene, came: number[][], full: number) => Tie[]} */
function wovenTies(scene, came, full) {
  /** @type {number[][]} */
  const there = scene.gatherings.map(() => []);
  came.forEach((own, at) => own.forEach((number) => there[number].push(at)));
  const size = scene.people.length;
  const times = new Map();
  for (const people of there) {
    people.forEach((one, at) => {
      for (let next = at + 1; next < people.length; next += 1) times.set(one * size + people[next], (times.get(one * size + people[next]) || 0) + 1);
    });
  }
  const pairs = [...times].sort((one, other) => one[0] - other[0]);
  return pairs.map(([pair, count]) => [Math.floor(pair / size), pair % size, Math.round(100 * Math.min(1, count / full)) / 100, null, count]);
}

/* The period itself with what it comes to; if some reasons are left out, its ties, counts and sizes rest on the others. */
/** @type {(scene: Scene, state: State) => Act} */
function chosenAct(scene, state) {
  const base = baseOf(scene, state);
  const free = !state.months && state.facets.every((value) => value < 0);
  const came = base.came && (free ? base.came : base.came.map((own) => own.filter((number) => passes(scene, state, number))));
  const absent = state.months && came ? barredFrom(scene, state, base, came) : base.absent;
  /** @type {Tie[] | null} */
  let ties = null;
  const act = {
    ...base,
    title: titleOf(scene, state),
    came,
    absent,
    connectors: state.grouping === 0 && free ? base.connectors : [],
    /* made when they are first asked for: of very many people they are a million */
    get ties() {
      ties ??= base.woven && came ? wovenTies(scene, came, scene.full) : free ? base.ties : leftTies(scene, state, base);
      return ties;
    },
  };
  return Object.assign(act, numbers(scene, state, act, free ? base : null));
}

/* What Python counted, where nothing was chosen that changes it. */
/** @type {(scene: Scene, state: State, act: Act, base: Act | null) => Counts} */
function numbers(scene, state, act, base) {
  if (!base || state.grouping || state.colouring) return counted(scene, state, act.ties, act.came, act.absent);
  const sizes = state.size === "groups" ? base.groups : state.size === "came" && base.came ? base.came.map((own) => own.length) : base.links;
  const { links, outside, groups, closed, empty, counted: counts, between } = base;
  return { links, outside, groups, closed, empty, counted: counts, between, ...sized(sizes, state.most) };
}

/** @type {(sizes: number[], most: number | null) => Pick<Counts, "sizes" | "radii">} */
function sized(sizes, most) {
  const largest = most ?? sizes.reduce((sofar, size) => Math.max(sofar, size), 0);
  return { sizes, radii: sizes.map((size) => dotSize(size, largest)) };
}

/** @type {(scene: Scene, state: State, base: Act) => Tie[]} */
function leftTies(scene, state, base) {
  /** @type {Tie[]} */
  const ties = [];
  for (const tie of base.ties) {
    const all = reasonsOf(base, tie);
    const left = all.filter(([number]) => passes(scene, state, number)).reduce((sum, [, count]) => sum + count, 0);
    const every = all.reduce((sum, [, count]) => sum + count, 0);
    if (left) ties.push([tie[0], tie[1], (tie[2] * left) / every, tie[3], left]);
  }
  return ties;
}

/* Who could not come to any gathering of the months chosen, and did not. */
/** @type {(scene: Scene, state: State, base: Act, came: number[][]) => number[]} */
function barredFrom(scene, state, base, came) {
  if (!scene.barred) return base.absent;
  const held = scene.gatherings.map((_title, number) => number).filter((number) => passes(scene, state, number));
  const open = opened(scene, held);
  return came.map((own, at) => (own.length || open[at].some(Boolean) ? -1 : at)).filter((at) => at >= 0);
}

/* Of each person to which of these gatherings they could come. */
/** @type {(scene: Scene, held: number[]) => boolean[][]} */
function opened(scene, held) {
  return scene.people.map((_person, at) => {
    const runs = scene.barred?.[at] ?? [];
    return held.map((number) => {
      for (let run = 0; run < runs.length; run += 2) if (number >= runs[run] && number <= runs[run + 1]) return false;
      return true;
    });
  });
}

/*
 * Which pairs met more often than expected from how often each came: at least twice, and half as often again as the sum
 * of p·q over the gatherings both could come to, where p and q are the shares of the gatherings each came to of those
 * they could.
 */
const [OFTEN, TWICE] = [1.5, 2];
/** @type {(scene: Scene, act: Act) => (a: number, b: number, times: number) => boolean} */
function oftener(scene, act) {
  const came = act.came ?? [];
  const held = [...new Set(came.flat())].sort((one, other) => one - other);
  const open = opened(scene, held);
  const could = open.map((own) => own.filter(Boolean).length);
  const share = came.map((own, at) => (could[at] ? own.length / could[at] : 0));
  return (a, b, times) => {
    if (times < TWICE) return false;
    const both = scene.barred ? held.filter((_number, place) => open[a][place] && open[b][place]).length : held.length;
    return times >= OFTEN * both * share[a] * share[b];
  };
}

/* For each person ties, ties outside their group, groups reached; sizes; who is where; groups without a tie to another. */
/** @type {(scene: Scene, state: State, ties: Tie[], came: number[][] | null, absent: number[]) => Counts} */
function counted(scene, state, ties, came, absent) {
  const none = () => scene.people.map(() => 0);
  const [links, outside, reached] = [none(), none(), scene.people.map(() => new Set())];
  for (const [a, b] of ties) {
    for (const [one, other] of [[a, b], [b, a]]) {
      links[one] += 1;
      const [own, theirs] = [scene.people[one].group, scene.people[other].group];
      if (own === theirs || scene.islands[own].nameless || scene.islands[theirs].nameless) continue;
      outside[one] += 1;
      reached[one].add(theirs);
    }
  }
  const tied = new Set(scene.people.filter((_person, at) => outside[at]).map((person) => person.group));
  const away = new Set(absent);
  const present = scene.people.filter((_person, at) => !away.has(at));
  const there = new Set(present.map((person) => person.group));
  const groups = reached.map((own) => own.size);
  const sizes = state.size === "groups" ? groups : state.size === "came" && came ? came.map((own) => own.length) : links;
  const counts = scene.categories.map(() => 0);
  for (const person of present) counts[person.category] += 1;
  return {
    links,
    outside,
    groups,
    ...sized(sizes, state.most),
    closed: [...there].filter((group) => !tied.has(group) && !scene.islands[group].nameless).sort((one, other) => one - other),
    empty: [...scene.islands.keys()].filter((group) => !there.has(group)),
    counted: counts,
    between: tiesBetweenIslands(scene, ties.map(([a, b]) => ({ groups: [scene.people[a].group, scene.people[b].group] }))),
  };
}

/* As `radius_of` in `sna/render/map/layout.py`. */
/** @type {(number: number, most: number) => number} */
function dotSize(number, most) {
  return Math.round(10 * (6 + Math.min(2.5, 9 / Math.sqrt(Math.max(most, 1))) * Math.sqrt(number))) / 10;
}
