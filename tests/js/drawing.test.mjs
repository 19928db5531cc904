// paint.js and surface.js: geometry, what stays bright, and text in a drawing.

import assert from "node:assert/strict";
import test from "node:test";
import { cases, page } from "./page.mjs";

const { scene } = cases;
const run = page(scene);
const close = (one, other) => one.flat().forEach((value, at) => assert.ok(Math.abs(value - other.flat()[at]) < 1e-9, `${one} is not ${other}`));

test("a tie between two islands has the curve Python gives it", () => {
  close(run("tiePath([0, 5], [100, -8], { x: 0, y: 0, r: 20 }, { x: 100, y: 0, r: 30 })"), cases.path);
});

test("the part of a curve inside an island ends on its rim", () => {
  const curve = run("inside([[0, 0], [40, 0], [60, 0], [100, 0]], { x: 0, y: 0, r: 20 })");
  assert.equal(curve.length, 4);
  assert.ok(Math.abs(curve[3][0] - 20) < 0.01);
});

test("ties between islands know both and have ends; those inside are straight", () => {
  for (const tie of run('linesOf(scene, scene.periods[0].ties).map((tie) => ({ ...tie, curve: curveOf(scene, "group", tie), ends: tie.across ? endsOf(scene, tie) : null }))')) {
    assert.equal(tie.across, tie.groups[0] !== tie.groups[1]);
    assert.equal(tie.curve.length, tie.across ? 4 : 2);
    assert.equal(tie.ends === null, !tie.across);
  }
});

test("the strongest band has the share 1, and none leads to its own island", () => {
  const bands = run("shapedBands(scene, tiesBetweenIslands(scene, state.ties))");
  assert.equal(Math.max(...bands.map((band) => band.share)), 1);
  assert.equal(bands.length, new Set(run("state.ties.filter((tie) => tie.across).map((tie) => [...tie.groups].sort().join())")).size);
});

test("the whole map fits the window", () => {
  const view = run('fittedView(scene, "group", 800, 600, false)');
  for (const { x, y, r } of scene.islands) {
    assert.ok((x - r) * view.k + view.x >= 0 && (x + r) * view.k + view.x <= 800);
    assert.ok((y - r) * view.k + view.y >= 0 && (y + r) * view.k + view.y <= 600);
  }
  assert.deepEqual(run('fittedView({ islands: [] }, "group", 800, 600, false)'), { k: 1, x: 400, y: 300, width: 800, height: 600, fit: 1 });
});

test("dots grow more slowly than the map and never touch in a ring", () => {
  assert.equal(run("dotRadius(15, 1)"), 15);
  assert.ok(run("dotRadius(15, 4)") < 60);
  assert.equal(run("dotRadius(6, 0.01)"), 1.5);
});

test("shapes of one size have about one area", () => {
  const area = (corners) => Math.abs(corners.reduce((sum, [x, y], at) => sum + x * corners[(at + 1) % corners.length][1] - y * corners[(at + 1) % corners.length][0], 0)) / 2;
  for (const [shape, corners] of [["square", 4], ["triangle", 3], ["diamond", 4], ["hexagon", 6], ["pentagon", 5]]) {
    const points = run(`shapeCorners("${shape}", 0, 0, 10)`);
    assert.equal(points.length, corners);
    assert.ok(Math.abs(area(points) / (Math.PI * 100) - 1) < 0.08, shape);
  }
  assert.equal(run('shapeCorners("circle", 0, 0, 10)'), null);
});

test("a name has eight places round a dot, none on it", () => {
  const places = run("placesRound(0, 0, 10, 12)");
  assert.equal(places.length, 8);
  for (const [x, y] of places) assert.ok(Math.hypot(x, y) >= 10);
});

const focus = (state) => `focusOf({ tie: null, lead: null, finding: null, ...${JSON.stringify(state)} }, scene.periods[0], scene, THEMES.light)`;
const lit = (state) => run(`scene.periods[0].ties.filter(([a, b]) => ${focus(state)}.lights({ a, b })).map(([a, b]) => [a, b])`);

test("who is chosen, or tied to them, stays bright", () => {
  const [a] = scene.periods[0].ties[0];
  assert.equal(run(`[...${focus({ lead: a })}.people]`).length, 1 + scene.periods[0].links[a]);
  assert.equal(run(focus({})), null);
  assert.deepEqual(run(`[...${focus({ tie: { a: 0, b: 2 } })}.people]`), [0, 2]);
});

test("a finding lights the lines it speaks of", () => {
  const every = scene.people.map((_person, at) => at);
  const ends = scene.periods[0].ties.map(([a, b]) => [a, b]);
  const alike = ([a, b]) => scene.people[a].group === scene.people[b].group;
  const [first] = ends[0];
  const about = (people, light) => lit({ finding: { people, lit: light } });
  assert.deepEqual(about(every, "inside"), ends.filter(alike));
  assert.deepEqual(about(every, "across"), ends.filter((pair) => !alike(pair)));
  assert.deepEqual(about([first], "of"), ends.filter((pair) => pair.includes(first)));
  assert.deepEqual(about([first], "among"), []);
  assert.deepEqual(about(every, "among"), ends);
});

test("an island wears the colour of most of its people on either ground, and grey where nobody leads", () => {
  const world = { categories: [{ colour: "#111", ink: "#222", dark: "#333" }, { colour: "#444", ink: "#555", dark: "#666" }], people: [0, 0, 1, 0, 1].map((category, at) => ({ group: at < 3 ? 0 : 1, category })) };
  const look = (group, theme) => run(`islandLook(${JSON.stringify(world)}, ${group}, THEMES.${theme})`);
  assert.deepEqual(look(0, "light"), { colour: "#111", ink: "#222" });
  assert.deepEqual(look(0, "dark"), { colour: "#333", ink: "#333" });
  assert.equal(look(1, "light").colour, run("THEMES.light.mixed[0]"));
});

test("a colour, a group or one person's own ties hide the others", () => {
  const state = "{ hidden: new Set(), closed: new Set([0]), ego: null }";
  assert.deepEqual(run(`scene.people.map((_, at) => isHidden(scene, ${state}, at))`), scene.people.map((person) => person.group === 0));
  assert.equal(run("isHidden(scene, { hidden: new Set(), closed: new Set(), ego: new Set([1]) }, 0)"), true);
});

test("no text becomes markup in a drawing", () => {
  assert.equal(run(String.raw`written("<b a=\"1\">&\u0000\ud83d\ude00")`), "&lt;b a=&quot;1&quot;&gt;&amp;\ufffd\ud83d\ude00");
  const svg = run('(() => { const surface = new SvgSurface(); surface.text("</text><script>", 1, 2, { size: 10, colour: "#000" }); return surface.whole(10, 10, "<T>"); })()');
  assert.ok(!svg.includes("<script>") && svg.includes("<title>&lt;T&gt;</title>"));
});

test("lines of two, three and four points become straight, quadratic and cubic", () => {
  const svg = run('(() => { const surface = new SvgSurface(); surface.lines([[0, 0, 1, 1], [0, 0, 1, 1, 2, 2.04], [0, 0, 1, 1, 2, 2, 3, 3]], { colour: "#000" }); return surface.parts[0]; })()');
  assert.ok(svg.includes('d="M0 0L1 1M0 0Q1 1 2 2M0 0C1 1 2 2 3 3"'));
});
