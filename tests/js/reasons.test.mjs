// filter.js and lines.js: what is left when a reader chooses among reasons, and which ties have a line.

import assert from "node:assert/strict";
import test from "node:test";
import { cases, page } from "./page.mjs";

const { scene, online } = cases;
const run = page(scene);
const named = (which, values) => Object.fromEntries(which.people.map((person, at) => [person.name, values[at]]).sort());
const pairs = (which, ties) => ties.map(([a, b, , , times]) => [[which.people[a].name, which.people[b].name].sort().join(" + "), times]).sort();

const free = { grouping: 0, size: "came", months: null, facets: [-1], period: 0, lines: "all", most: null };
const act = (which, chosen = {}) => which(`chosenAct(scene, ${JSON.stringify({ ...free, ...chosen })})`);

test("a dot is as large as Python draws it", () => {
  // to a tenth of a px: of a half of one JavaScript makes the next tenth, Python the even one
  for (const [reached, most, radius] of cases.radii) assert.ok(Math.abs(run(`dotSize(${reached}, ${most})`) - radius) < 0.11);
});

test("the sentence about lines is Python's", () => {
  for (const [pairs, sentence] of cases.lines) assert.equal(`Now: ${run(`linesSentence(${pairs}, { lines: "all" })`)}.`, sentence);
  assert.match(run('linesSentence(2, { lines: "expected" })'), /^2 lines, one for every two people who met at least twice/);
});

test("with all reasons the period is the scene's own", () => {
  const [own] = scene.periods;
  const shown = act(run);
  for (const key of Object.keys(own)) if (key !== "radii") assert.deepEqual(shown[key], own[key], key);
  shown.radii.forEach((radius, at) => assert.ok(Math.abs(radius - own.radii[at]) < 0.11));
});

test("online meetings alone give the ties and counts Python finds in them", () => {
  assert.deepEqual(scene.facets[0].values, ["in person", "online"]);
  const [expected] = online.periods;
  const shown = act(run, { facets: [1] });
  assert.deepEqual(pairs(scene, shown.ties), pairs(online, expected.ties));
  for (const key of ["links", "outside", "groups"]) assert.deepEqual(named(scene, shown[key]), named(online, expected[key]), key);
  assert.deepEqual(shown.closed, expected.closed);
});

test("the months chosen give the same as the meetings in them", () => {
  const [expected] = online.periods;
  const shown = act(run, { months: ["2024-03", "2024-04"] });
  assert.equal(shown.title, "March 2024 to April 2024");
  assert.deepEqual(pairs(scene, shown.ties), pairs(online, expected.ties));
  assert.deepEqual(act(run, { months: ["2023-01", "2023-02"] }).ties, []);
});

test("in person alone leaves out who only came online", () => {
  const links = named(scene, act(run, { facets: [0] }).links);
  assert.equal(links["Dee Fox"], 0);
  assert.equal(links["Ann Okafor"], 2);
  assert.equal(links["Flo Ray"], 0);
});

test("other islands give other counts", () => {
  const other = page(scene);
  other("(scene.people.forEach((person, at) => { person.group = at % 2; }), scene.islands.length = 2)");
  const shown = act(other, { size: "groups", grouping: 1 });
  const group = scene.people.map((_person, at) => at % 2);
  const outside = group.map((own, at) => scene.periods[0].ties.filter(([a, b]) => (a === at && group[b] !== own) || (b === at && group[a] !== own)).length);
  assert.deepEqual(shown.outside, outside);
  assert.deepEqual(shown.groups, outside.map((count) => Number(count > 0)));
  assert.deepEqual(shown.sizes, shown.groups);
});

test("what a tie rests on is what both were at, or its own list", () => {
  const [a, b] = ["Ann Okafor", "Bob Lee"].map((name) => scene.people.findIndex((person) => person.name === name));
  const reasons = (one, other, chosen) => run(`behind(scene, ${JSON.stringify({ ...free, ...chosen })}, ${one}, ${other})`);
  assert.equal(reasons(a, b).length, 3);
  assert.equal(reasons(b, a, { facets: [1] }).length, 1);
  assert.deepEqual(run("reasonsOf({ came: null }, [0, 1, 1, [4, [5, 3]], 4])"), [[4, 1], [5, 3]]);
  assert.deepEqual(run("reasonsOf({ came: null }, [0, 1, 1, null, 4])"), []);
  assert.deepEqual(run("reasonsOf({ came: [[0]] }, undefined)"), []);
});

test("a line is for everybody tied, for those who met oftener than expected, and for whom is in focus", () => {
  assert.equal(run('hasLine({ often: false }, { lines: "all" }, null)'), true);
  assert.equal(run('hasLine({ often: false }, { lines: "expected" }, null)'), false);
  assert.equal(run('hasLine({ often: true }, { lines: "expected" }, null)'), true);
  assert.equal(run('hasLine({ often: false }, { lines: "expected" }, { lights: () => true })'), true);
});

test("two met oftener than expected by the rule worked out by hand", () => {
  // four gatherings; a was at all, b at three, c at two of the three it could come to, d at one
  const world = { people: [0, 0, 0, 0], gatherings: [0, 0, 0, 0], barred: [[], [], [3, 3], []] };
  const came = [[0, 1, 2, 3], [0, 1, 2], [0, 1], [3]];
  const often = (a, b, times) => run(`oftener(${JSON.stringify(world)}, { came: ${JSON.stringify(came)} })(${a}, ${b}, ${times})`);
  assert.equal(often(0, 1, 3), false); // expected 4 · 1 · 3/4 = 3
  assert.equal(often(1, 2, 2), false); // expected 3 · 3/4 · 2/3 = 1.5, times 1.5 is 2.25
  assert.equal(often(1, 2, 3), true);
  assert.equal(often(0, 3, 1), false); // once is never often
});

test("numbers and their words", () => {
  assert.equal(run("grouped(1234567)"), "1,234,567");
  assert.equal(run('plural(1, "person", "people")'), "1 person");
  assert.equal(run('plural(1200, "person", "people")'), "1,200 people");
});
