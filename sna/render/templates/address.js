/* The view in the page's address: what stands behind "#" is shown, and what is shown stands there. */

function addressed() {
  const parts = new URLSearchParams();
  const view = shownView();
  if (view !== "group" && view !== "ego") parts.set("view", view);
  if (state.period !== scene.periods.length - 1) parts.set("period", act().title);
  if (state.finding) parts.set("finding", String(findings.findIndex((button) => button.getAttribute("aria-pressed") === "true") + 1));
  if (state.chosen !== null) parts.set("find", people[state.chosen].name);
  return parts.toString();
}

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

function readAddress() {
  if (addressed() === location.hash.slice(1)) return;
  const parts = new URLSearchParams(location.hash.slice(1));
  const period = scene.periods.findIndex(({ title }) => title === parts.get("period"));
  if (period >= 0 && period !== state.period) showPeriod(period);
  const finding = Number(parts.get("finding")) - 1;
  if (scene.findings[finding] && state.finding !== scene.findings[finding]) chooseFinding(finding);
  const name = parts.get("find");
  if (name) find(name);
  const view = [...element("views").querySelectorAll("button")].find((button) => button.dataset.view === parts.get("view"));
  if (view) showView(view.dataset.view);
}

for (const kind of ["click", "change", "keyup"]) document.addEventListener(kind, () => setTimeout(writeAddress));
window.addEventListener("hashchange", readAddress);
