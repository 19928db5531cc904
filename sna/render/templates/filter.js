/* What is left of a period when the reader chooses among the reasons for ties; it depends on its arguments only. */

/* What is behind the tie of two people: numbers of reasons, each with how often, of those chosen. */
/** @type {(scene: Scene, state: State, one: number, other: number) => Reason[]} */
function behind(scene, state, one, other) {
  const base = scene.periods[state.period];
  return reasonsOf(base, base.ties.find(([a, b]) => (a === one && b === other) || (a === other && b === one))).filter(([number]) => passes(scene, state, number));
}

/** @type {(base: Act, tie?: Tie) => Reason[]} */
function reasonsOf(base, tie) {
  if (!tie) return [];
  const [a, b, , listed] = tie;
  if (listed) return listed.map((reason) => (Array.isArray(reason) ? reason : [reason, 1]));
  if (!base.came) return [];
  const there = new Set(base.came[b]);
  return base.came[a].filter((number) => there.has(number)).map((number) => [number, 1]);
}

/** @type {(scene: Scene, state: State, number: number) => boolean} */
function passes(scene, state, number) {
  return scene.facets.every((facet, at) => state.facets[at] < 0 || facet.of[number] === state.facets[at]);
}

/* The period itself, or, if some reasons are left out, one whose ties, counts and sizes rest on the others. */
/** @type {(scene: Scene, state: State) => Act} */
function chosenAct(scene, state) {
  const base = scene.periods[state.period];
  if (state.facets.every((value) => value < 0)) return base;
  /** @type {Tie[]} */
  const ties = [];
  for (const tie of base.ties) {
    const all = reasonsOf(base, tie);
    const left = all.filter(([number]) => passes(scene, state, number)).reduce((sum, [, count]) => sum + count, 0);
    const every = all.reduce((sum, [, count]) => sum + count, 0);
    if (left) ties.push([tie[0], tie[1], (tie[2] * left) / every, tie[3], left]);
  }
  return { ...base, ties, ...counted(scene, base, ties) };
}

/* For each person ties, ties outside their group and groups reached; sizes; groups without a tie to another. */
/** @type {(scene: Scene, base: Act, ties: Tie[]) => Counts} */
function counted(scene, base, ties) {
  const none = () => scene.people.map(() => 0);
  const [links, outside, reached] = [none(), none(), scene.people.map(() => new Set())];
  for (const [a, b] of ties) {
    for (const [one, other] of [[a, b], [b, a]]) {
      links[one] += 1;
      if (scene.people[one].group === scene.people[other].group) continue;
      outside[one] += 1;
      reached[one].add(scene.people[other].group);
    }
  }
  const tied = new Set(scene.people.filter((_person, at) => outside[at]).map((person) => person.group));
  const away = new Set(base.absent);
  const there = new Set(scene.people.filter((_person, at) => !away.has(at)).map((person) => person.group));
  return {
    links,
    outside,
    groups: reached.map((groups) => groups.size),
    radii: outside.map((count) => dotSize(count, scene.most)),
    closed: [...there].filter((group) => !tied.has(group)).sort((one, other) => one - other),
  };
}

/* As `radius_of` in `sna/render/map/layout.py`. */
/** @type {(reached: number, most: number) => number} */
function dotSize(reached, most) {
  return Math.round(10 * (6 + Math.min(2.5, 9 / Math.sqrt(Math.max(most, 1))) * Math.sqrt(reached))) / 10;
}
