// filter.js and lines.js: what is left when a reader chooses among reasons, and which ties have a line.

import assert from "node:assert/strict";
import test from "node:test";
import { cases, page } from "./page.mjs";

const { scene, online } = cases;
const run = page(scene);
const named = (which, values) => Object.fromEntries(which.people.map((person, at) => [person.name, values[at]]).sort());
const pairs = (which, ties) => ties.map(([a, b, , , times]) => [[which.people[a].name, which.people[b].name].sort().join(" + "), times]).sort();

test("a dot is as large as Python draws it", () => {
  // to a tenth of a px: of a half of one JavaScript makes the next tenth, Python the even one
  for (const [reached, most, radius] of cases.radii) assert.ok(Math.abs(run(`dotSize(${reached}, ${most})`) - radius) < 0.11);
});

test("the sentence about lines is Python's", () => {
  for (const [counts, least, sentence] of cases.lines) assert.equal(run(`linesSentence(${JSON.stringify(counts)}, ${least}, "")`), sentence);
  assert.equal(run('linesSentence([3], 1, " among the people shown")'), "Lines among the people shown: the one pair who met.");
});

test("with all reasons the period is the scene's own", () => {
  assert.deepEqual(run("chosenAct(scene, { period: 0, facets: [-1] })"), scene.periods[0]);
});

test("online meetings alone give the ties and counts Python finds in them", () => {
  assert.deepEqual(scene.facets[0].values, ["in person", "online"]);
  const act = run("chosenAct(scene, { period: 0, facets: [1] })");
  const [expected] = online.periods;
  assert.deepEqual(pairs(scene, act.ties), pairs(online, expected.ties));
  for (const key of ["links", "outside", "groups"]) assert.deepEqual(named(scene, act[key]), named(online, expected[key]), key);
  assert.deepEqual(act.closed, expected.closed);
});

test("in person alone leaves out who only came online", () => {
  const act = run("chosenAct(scene, { period: 0, facets: [0] })");
  const links = named(scene, act.links);
  assert.equal(links["Dee Fox"], 0);
  assert.equal(links["Ann Okafor"], 2);
  assert.equal(links["Flo Ray"], 0);
});

test("what a tie rests on is what both were at, or its own list", () => {
  const [a, b] = ["Ann Okafor", "Bob Lee"].map((name) => scene.people.findIndex((person) => person.name === name));
  assert.equal(run(`behind(scene, { period: 0, facets: [-1] }, ${a}, ${b})`).length, 3);
  assert.equal(run(`behind(scene, { period: 0, facets: [1] }, ${b}, ${a})`).length, 1);
  assert.deepEqual(run("reasonsOf({ came: null }, [0, 1, 1, [4, [5, 3]], 4])"), [[4, 1], [5, 3]]);
  assert.deepEqual(run("reasonsOf({ came: null }, [0, 1, 1, null, 4])"), []);
  assert.deepEqual(run("reasonsOf({ came: [[0]] }, undefined)"), []);
});

test("a tie has a line if the two met often enough or are in focus", () => {
  assert.equal(run("hasLine({ times: 2 }, { least: 3 }, null)"), false);
  assert.equal(run("hasLine({ times: 3 }, { least: 3 }, null)"), true);
  assert.equal(run("hasLine({ times: 1 }, { least: 3 }, { lights: () => true })"), true);
});

test("as many ties have a line at each threshold as the sentence says", () => {
  for (const least of scene.steps.filter((step) => step > 1)) {
    const lines = run(`state.ties.filter((tie) => hasLine(tie, { least: ${least} }, null)).length`);
    const counts = scene.periods[0].ties.map((tie) => tie[4]);
    assert.match(run(`linesSentence(${JSON.stringify(counts)}, ${least}, "")`), new RegExp(`^Lines: ${lines} pair`));
  }
});

test("numbers and their words", () => {
  assert.equal(run("grouped(1234567)"), "1,234,567");
  assert.equal(run('plural(1, "person", "people")'), "1 person");
  assert.equal(run('plural(1200, "person", "people")'), "1,200 people");
});
