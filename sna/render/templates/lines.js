/* Which ties have a line, and the words for it. */

const [DID, ONCE] = scene.acts;
/** @type {(count: number) => string} */
const grouped = (count) => count.toLocaleString("en-GB");
/** @type {(count: number, one: string, many: string) => string} */
const plural = (count, one, many) => `${grouped(count)} ${count === 1 ? one : many}`;

/* A line for everybody tied, or for those who met more often than expected; and for whatever is in focus. */
/** @type {(tie: Line, state: State, focus: Focus | null) => boolean} */
function hasLine(tie, state, focus) {
  return state.lines === "all" || tie.often || Boolean(focus?.lights(tie));
}

/* How many of them are lit, and how many besides: of whatever is in focus all lines are drawn. */
/** @type {(own: number, more: number) => string} */
function litWords(own, more) {
  if (!own && !more) return "";
  if (!own) return `; ${grouped(more)} more ${more === 1 ? "is" : "are"} lit`;
  return `; ${grouped(own)} ${own === 1 ? "is" : "are"} lit${more ? `, and ${grouped(more)} more` : ""}`;
}

/** @type {(lines: number, state: State) => string} */
function linesSentence(lines, state) {
  if (!lines) return state.lines === "all" ? `no lines, because no two people ${DID}` : `no lines, because no two people ${DID} more often than expected`;
  const often = state.lines === "all" ? "" : " at least twice and half as often again as expected from how often each came";
  return `${plural(lines, "line", "lines")}, one for every two people who ${DID}${often}`;
}
