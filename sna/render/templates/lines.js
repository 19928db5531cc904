/* Which ties have a line, and the sentence that says so; `sna/render/map/ties.py` writes the same words. */

const [DID, ONCE] = scene.acts;
/** @type {(count: number) => string} */
const grouped = (count) => count.toLocaleString("en-GB");
/** @type {(count: number, one: string, many: string) => string} */
const plural = (count, one, many) => `${grouped(count)} ${count === 1 ? one : many}`;

/* A line for those who met often enough, and for whatever is in focus. */
/** @type {(tie: Line, state: State, focus: Focus | null) => boolean} */
function hasLine(tie, state, focus) {
  return tie.times >= state.least || Boolean(focus?.lights(tie));
}

/** @type {(counts: number[], least: number, among: string) => string} */
function linesSentence(counts, least, among) {
  const begin = `Lines${among}`;
  if (!counts.length) return `${begin}: none, because no two people ${DID}.`;
  if (least === 1) return `${begin}: ${counts.length === 1 ? "the one pair" : `all ${grouped(counts.length)} pairs`} who ${DID}.`;
  const drawn = counts.filter((count) => count >= least).length;
  return `${begin}: ${plural(drawn, "pair", "pairs")} who ${DID} ${grouped(least)} ${ONCE}s or more, of ${plural(counts.length, "pair", "pairs")} who ${DID} at all.`;
}
