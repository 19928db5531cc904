// Shapes the page's scripts share, besides those of the scene, which make_types.py makes from Python's Structs.

type Pair = [number, number];
type Curve = Pair[];
type Box = [left: number, top: number, right: number, bottom: number];

/** How the map lies on the screen: px on it = px of the map × k + x or y; `fit` is the k that shows the whole map. */
interface View { k: number; x: number; y: number; width: number; height: number; fit: number }

interface Pen { colour: string; width?: number; opacity?: number; dash?: number[] }
interface TiePen extends Pen { width: number; opacity: number; lit: number }
interface Fill { colour: string; opacity?: number }
interface Letters { size: number; colour: string; bold?: boolean; align?: Align; halo?: boolean }
type Align = "left" | "center" | "right";

/** Points are x, y, x, y … where a line is drawn in one stroke, and pairs where a shape has corners. */
interface Surface {
  /** The colour round letters. */
  halo: string;
  shifted(by: number, size: Pair, draw: () => void): void;
  line(points: number[], pen: Pen): void;
  lines(many: number[][], pen: Pen): void;
  polygon(points: Curve, fill: Fill | null, pen?: Pen | null): void;
  circle(x: number, y: number, radius: number, fill: Fill | null, pen?: Pen | null): void;
  text(text: string, x: number, y: number, letters: Letters): void;
}

/** A tie with its shape in the map's own measure; `ends` are its parts inside its two islands. */
interface Line { a: number; b: number; groups: Pair; across: boolean; thickness: number; times: number; often: boolean; curve: Curve | null; ends: Pair[][] | null }
type Between = [one: number, other: number, count: number];
interface Band { curve: Curve; share: number }
interface Neighbour { other: number; thickness: number; times: number }

type Layout = "group" | "connection" | "ego";
type Size = "came" | "people" | "groups";
/** The colours of everything but people, on a light or a dark ground; `mixed` are an island's own and its name's. */
interface Theme { ground: string; across: string; inside: string; ink: string; red: string; plain: string; faint: string; quiet: string; mixed: string[]; dark: boolean }
interface Places { ego?: Curve }

/**
 * What the reader chose. `facets` are numbers of values, -1 for all; `months` the first and the last, as 2024-03; `act` is
 * the period with only the reasons chosen; `drawn` are the people who show a line.
 */
interface State {
  layout: Layout; grouping: number; colouring: number; size: Size; lines: "all" | "expected"; period: number; months: [string, string] | null;
  chosen: number | null; hovered: number | null; dragged: number | null; lead: number | null;
  tie: { a: number; b: number } | null; finding: Subject | null;
  hidden: Set<number>; closed: Set<number>; ego: Set<number> | null; centre: number | null;
  facets: number[]; act: Act; most: number | null; moved: Map<string, Map<number, Pair>>;
  open: Set<number> | null; ties: Line[]; traced: Line[]; drawn: Set<number>; bands: Band[]; fade: Pair; callouts: Map<string, Pair | null>;
}
/** What a finding, a square of the matrix or a group that was searched is about. */
type Subject = Pick<Highlight, "people" | "lit">;
interface Focus { people: Set<number>; colour: string; lights: (tie: Line) => boolean }
type Reason = Pair;
interface Act { sizes: number[] }
type Counts = Pick<Act, "links" | "outside" | "groups" | "sizes" | "radii" | "closed" | "empty" | "counted" | "between">;
/** What the search finds: somebody, or an island of a grouping. */
interface Target { name: string; texts: string[]; grouping: number; person?: number; island?: number; noun?: string }
/** A picture with title, words, key and source; `entries` are x, row and category. */
interface Poster { title: string[]; words: string[]; source: string[]; entries: [number, number, Category][]; top: number; height: number }

/** What pans and zooms: pyvis' vis-network, or the page's own canvas. */
interface Engine {
  on(event: string, act: (happening: any) => void): void;
  canvasToDOM(point: { x: number; y: number }): { x: number; y: number };
  getScale(): number;
  moveTo(view: { scale: number; position: { x: number; y: number } }): void;
  setSize(width: string, height: string): void;
  redraw(): void;
}
declare const vis: {
  DataSet: new (rows: object[]) => object;
  Network: new (holder: Element, data: { nodes: object; edges: object }, options: object) => Engine;
};
interface Window { trustedTypes?: { createPolicy(name: string, rules: { createScript(script: string): string }): { createScript(script: string): string } } }
