// The page's scripts run whole in a world of their own: a document that takes everything and shows nothing.

import { readFileSync } from "node:fs";
import vm from "node:vm";

const folder = process.env.SNA_JS;
export const cases = JSON.parse(readFileSync(`${folder}/cases.json`, "utf8"));
const templates = new URL("../../sna/render/templates/", import.meta.url);
// without unpack.js, which needs the engine, and with the scene handed over in place of data.js
const scripts = ["surface", "canvas", "lines", "filter", "paint", "map", "choices", "search", "sheets", "save", "address", "begin"];

/** Whatever is asked of it, and 0 where a number is; what is set stays. */
function anything() {
  const set = new Map();
  return new Proxy(function () {}, {
    apply: () => anything(),
    construct: () => anything(),
    set: (_target, key, value) => Boolean(set.set(key, value)),
    get(_target, key) {
      if (key === Symbol.iterator) return [][Symbol.iterator].bind([]);
      if (key === Symbol.toPrimitive) return () => 0;
      if (!set.has(key)) set.set(key, anything());
      return set.get(key);
    },
  });
}

/** Give a function that evaluates an expression among the page's scripts; its answer is plain data. */
export function page(scene) {
  const document = anything();
  document.querySelectorAll = () => [];
  // each letter 6 px wide, so that what is tested rests on no font
  const ruler = { measureText: (text) => ({ width: 6 * text.length }) };
  document.createElement = () => Object.assign(anything(), { getContext: () => ruler, dataset: {}, classList: new Set() });
  const world = vm.createContext({
    document, sent: "", scene: structuredClone(scene), engineData: { nodes: [], options: "{}" }, element: anything(), vis: anything(),
    ResizeObserver: anything(), window: anything(), navigator: anything(), history: anything(), matchMedia: anything(), DOMParser: anything(), location: { hash: "" }, URLSearchParams, requestAnimationFrame: () => 0, performance: anything(), setTimeout: () => 0, clearTimeout: () => 0,
  });
  vm.runInContext(scripts.map((name) => readFileSync(new URL(`${name}.js`, templates), "utf8")).join("\n"), world);
  return (expression) => {
    const answer = vm.runInContext(`JSON.stringify(${expression})`, world);
    return answer === undefined ? undefined : JSON.parse(answer);
  };
}
