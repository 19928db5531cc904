// map.js, choices.js and sheets.js: searching, one person's own ties, and the two tables.

import assert from "node:assert/strict";
import test from "node:test";
import { cases, page } from "./page.mjs";

const { scene } = cases;

test("a search finds names before groups, whatever the accents and the order of the words", () => {
  const run = page(scene);
  const found = (text) => run(`matches(${JSON.stringify(text)})`).map((target) => target.name);
  assert.deepEqual(found("zoe"), ["Zoë Quist"]);
  assert.deepEqual(found("FOX"), ["Dee Fox", "Eve Fox"]);
  assert.deepEqual(found("fox eve"), ["Eve Fox"]);
  assert.deepEqual(found("  "), []);
  assert.deepEqual(found("nobody"), []);
  assert.equal(found("n")[0], "N"); // the group of that name
  assert.ok(found("t").includes("Flo Ray")); // of the group T
  assert.equal(run('matches("t")').find((target) => target.name === "T").island, 2);
});

test("a slip of the pen is forgiven, another name is not", () => {
  const run = page(scene);
  const near = (text) => run(`nearest(${JSON.stringify(text)})`).map((target) => target.name);
  assert.deepEqual(near("Okafro"), ["Ann Okafor"]);
  assert.deepEqual(near("zoe qist"), ["Zoë Quist"]);
  assert.deepEqual(near("Smith"), []);
  assert.deepEqual(near("x"), []);
  for (const [one, other, count] of [["lane", "lnae", 1], ["orchad", "orchard", 1], ["abc", "abc", 0], ["", "ab", 2], ["kitten", "sitting", 3]]) assert.equal(run(`slips("${one}", "${other}")`), count);
});

test("apostrophes and accents do not count", () => {
  const run = page(scene);
  assert.equal(run('plain("O’Briën-D\'Arcy")'), "obrien-darcy");
});

test("the words for what is chosen and left out", () => {
  const run = page(scene);
  assert.equal(run("facetWords()"), "");
  assert.equal(run("among()"), "");
  run("state.facets[0] = 1");
  assert.equal(run("facetWords()"), "kind: online");
  assert.equal(run("among()"), ", only kind: online");
  run("state.closed.add(0)");
  assert.equal(run("among()"), ", only the people shown, only kind: online");
});

test("one person stands in the middle, their own group nearer than the others", () => {
  const run = page(scene);
  const ann = scene.people.findIndex((person) => person.name === "Ann Okafor");
  run(`(state.layout = "ego", state.centre = ${ann}, scene.places.ego = placesRoundOne())`);
  assert.deepEqual(new Set(run("[...state.ego]")), new Set(run(`[${ann}, ...nearOf(${ann}).map((tie) => tie.other)]`)));
  const far = run("scene.places.ego").map(([x, y]) => Math.hypot(x / 1.28, y));
  assert.equal(far[ann], 0);
  const [own, others] = [true, false].map((same) => run("[...state.ego]").filter((at) => at !== ann && (scene.people[at].group === scene.people[ann].group) === same));
  assert.ok(Math.max(...own.map((at) => far[at])) < Math.min(...others.map((at) => far[at])));
});

test("ties between groups add up to all ties there are", () => {
  const run = page(scene);
  const counts = run("[...scene.islands.keys()].map((one) => [...scene.islands.keys()].map((other) => tiesBetween(act().ties)(one, other)))");
  const total = counts.flatMap((row, one) => row.filter((_count, other) => other >= one)).reduce((sum, count) => sum + count, 0);
  assert.equal(total, scene.periods[0].ties.length);
  counts.forEach((row, one) => row.forEach((count, other) => assert.equal(count, counts[other][one])));
});

test("a hidden group has nobody and no row", () => {
  const run = page(scene);
  assert.deepEqual(run("groupsShown()"), [[0, 1, 2], 3]);
  run("state.closed.add(1)");
  assert.deepEqual(run("groupsShown()"), [[0, 2], 2]);
  assert.equal(run("sizeOf(1)"), 0);
});

test("what most meetings are called is not said of each", () => {
  const run = page(scene);
  const titles = ["5 March 2024, Forum", "2 April 2024, Forum", "7 May 2024, Launch", "Forum"];
  assert.deepEqual(run(`briefly(${JSON.stringify(titles)})`), ["5 March 2024", "2 April 2024", "7 May 2024, Launch", "Forum"]);
});

test("the keys walk to whom lies that way, and to everybody in turn", () => {
  const run = page(scene);
  run("pace(1)");
  assert.equal(run("state.chosen"), 0);
  run("pace(-1)");
  assert.equal(run("state.chosen"), scene.people.length - 1);
  run("(choose(0), walk([1, 0]))");
  const [from, to] = [scene.places.group[0], scene.places.group[run("state.chosen")]];
  assert.ok(to[0] > from[0]);
});
