/* Choosing among reasons and groups, and one person's own ties. */

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
  if (scene.islands.length > 1) buildGroups();
}

/* One box to tick for each group. */
function buildGroups() {
  element("groups").hidden = false;
  element("groups-list").replaceChildren(...scene.islands.map((island, number) => {
    const row = made("li");
    const label = made("label");
    const box = made("input");
    box.type = "checkbox";
    box.checked = true;
    box.autocomplete = "off";
    box.dataset.group = number;
    box.addEventListener("change", () => showGroups([number], box.checked));
    label.append(box, isolated(island.name));
    row.append(label);
    return row;
  }));
  element("groups-all").addEventListener("click", () => showGroups(scene.islands.keys(), true));
  element("groups-none").addEventListener("click", () => showGroups(scene.islands.keys(), false));
}

/** @type {(numbers: Iterable<number>, shown: boolean) => void} */
function showGroups(numbers, shown) {
  for (const number of numbers) {
    if (shown) state.closed.delete(number);
    else state.closed.add(number);
  }
  for (const box of element("groups-list").querySelectorAll("input")) box.checked = !state.closed.has(Number(box.dataset.group));
  reshown();
}

/* ---- one person's own ties ---- */

/** @type {(at: number) => void} */
function showEgoButton(at) {
  const button = element("ego");
  button.hidden = !near[at].length;
  button.setAttribute("aria-pressed", String(Boolean(state.ego) && state.centre === at));
}

/* The person in the middle, their own group near, the others group by group on rings outside. */
function placeEgo() {
  const at = state.centre;
  if (at === null) return;
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
  scene.places.ego = places;
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
  say(`Only ${people[at].name} and ${plural(near[at].length, "person", "people")} they are tied to.`);
}

function leaveEgo() {
  if (!state.ego) return;
  showView("group");
  showPerson();
}

element("ego").addEventListener("click", () => (state.ego && state.centre === state.chosen ? leaveEgo() : enterEgo()));
