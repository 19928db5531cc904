/* Saving what is shown: as a picture with its title, key and source, as a file that opens the same view, or as a link. */

/** @type {(blob: Blob, name: string) => void} */
function save(blob, name) {
  const link = made("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const heading = element("title");

/* ---- the title ---- */

const edit = element("change-title");
edit.addEventListener("click", () => {
  const field = element("title-field");
  const open = field.hidden;
  field.hidden = !open;
  heading.hidden = open;
  edit.textContent = open ? "Done" : "Change title";
  edit.setAttribute("aria-expanded", String(open));
  if (!open) return setTitle(field.value);
  field.value = heading.textContent;
  field.focus();
  return field.select();
});
element("title-field").addEventListener("keydown", (/** @type {any} */ event) => {
  if (event.key === "Escape") event.target.value = heading.textContent;
  if (event.key === "Enter" || event.key === "Escape") edit.click();
});

/* An empty title is the page's own again. */
/** @type {(text: string) => void} */
function setTitle(text) {
  const title = text.trim().replace(/\s+/g, " ").slice(0, 200) || scene.title;
  heading.replaceChildren(isolated(title));
  document.title = title;
}

/* ---- pictures: title above, then the map, then its lines in words, the key, and where it comes from ---- */

const [EDGE, KEY_ROW] = [24, 24];

/* Words broken into lines no wider than the picture. */
/** @type {(text: string, size: number, bold: boolean) => string[]} */
function broken(text, size, bold) {
  const rows = [""];
  for (const word of text.split(" ")) {
    const row = rows[rows.length - 1];
    if (row && textWidth(`${row} ${word}`, size, bold) > view.width - 2 * EDGE) rows.push(word);
    else rows[rows.length - 1] = row ? `${row} ${word}` : word;
  }
  return rows;
}

/* What circles, sizes and rings stand for. */
function keyWords() {
  const said = state.layout === "group" ? [`A circle is one ${words.one}.`] : [];
  said.push(`Larger: ${sizeWords()}.`);
  if (act().connectors.length) said.push(`Ringed: connectors between ${groupings[0].noun.many}.`);
  return said.join(" ");
}

/** @type {() => Poster} */
function poster() {
  const title = broken(heading.textContent, 22, true);
  const words = broken(`${element("lines").textContent} ${keyWords()}`, 14, false);
  const source = broken(`${scene.footnote} Drawn on ${new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}.`.trim(), 12, false);
  /** @type {[number, number, Category][]} */
  const entries = [];
  let [x, row] = [EDGE, 0];
  scene.categories.forEach((category, number) => {
    if (scene.categories.length < 2 || !act().counted[number] || state.hidden.has(number)) return;
    const width = 34 + textWidth(category.label, 14, false);
    if (x + width > view.width - EDGE && x > EDGE) [x, row] = [EDGE, row + 1];
    entries.push([x, row, category]);
    x += width;
  });
  const top = 20 + 28 * title.length;
  const keyed = entries.length ? row + 1 : 0;
  return { title, words, source, entries, top, height: top + view.height + 19 * words.length + KEY_ROW * keyed + 16 * source.length + 30 };
}

/** @template {Surface} T @param {T} surface @param {Poster} sheet @returns {T} */
function postered(surface, sheet) {
  const paper = THEMES.light;
  /** @type {(rows: string[], y: number, step: number, letters: Letters) => number} */
  const write = (rows, y, step, letters) => {
    rows.forEach((text, at) => surface.text(text, EDGE, y + step * (at + 0.5), { halo: false, ...letters }));
    return y + step * rows.length;
  };
  write(sheet.title, 14, 28, { size: 22, bold: true, colour: paper.ink });
  surface.shifted(sheet.top, [view.width, view.height], () => {
    new Painter(surface, scene, { ...state, hovered: null, lead: state.chosen }, view, paper).paint();
  });
  let y = write(sheet.words, sheet.top + view.height + 8, 19, { size: 14, colour: paper.plain });
  for (const [x, row, category] of sheet.entries) {
    const middle = y + KEY_ROW * (row + 0.5);
    const corners = state.layout === "connection" ? shapeCorners(category.shape, x + 7, middle, 6) : null;
    if (corners) surface.polygon(corners, { colour: category.colour });
    else surface.circle(x + 7, middle, 6, { colour: category.colour });
    surface.text(category.label, x + 19, middle, { size: 14, colour: paper.ink, halo: false });
  }
  if (sheet.entries.length) y += KEY_ROW * (sheet.entries[sheet.entries.length - 1][1] + 1);
  write(sheet.source, y + 6, 16, { size: 12, colour: paper.quiet });
  return surface;
}

function drawing() {
  const sheet = poster();
  return postered(new SvgSurface(), sheet).whole(view.width, sheet.height, `${heading.textContent}${act().title ? ` (${act().title})` : ""}`);
}

element("save-svg").addEventListener("click", () => save(new Blob([drawing()], { type: "image/svg+xml" }), "map.svg"));

/* So many px for each of the picture's own. */
/** @type {(sharper: number) => HTMLCanvasElement} */
function pictured(sharper) {
  const sheet = poster();
  const canvas = made("canvas");
  [canvas.width, canvas.height] = [view.width * sharper, sheet.height * sharper];
  const context = canvas.getContext("2d");
  context.scale(sharper, sharper);
  context.fillStyle = THEMES.light.ground;
  context.fillRect(0, 0, view.width, sheet.height);
  postered(new CanvasSurface(context), sheet);
  return canvas;
}

element("save-png").addEventListener("click", () => {
  pictured(2).toBlob((blob) => blob && save(blob, "map.png"));
});

/* Printed is the picture as it is shown, on one page; of a table the table. */
window.addEventListener("beforeprint", () => element("print-sheet").replaceChildren(...(ON_MAP.includes(shownView()) ? [pictured(3)] : [])));
element("print").addEventListener("click", () => window.print());

/* ---- the view as a file, and as a link ---- */

/* The page as it was sent, with the view in its block of data; what stands there is escaped as Python escapes it. */
/** @type {(parts: string) => string} */
function pageWith(parts) {
  const data = JSON.stringify(parts).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const start = sent.indexOf('id="view">') + 'id="view">'.length;
  const whole = sent.slice(0, start) + data + sent.slice(sent.indexOf("</script>", start));
  return `<!doctype html>\n${whole.replace(/^<html[^>]*>/, '<html lang="en-GB">')}\n`;
}

element("save-view").addEventListener("click", () => save(new Blob([pageWith(addressed())], { type: "text/html" }), "map-view.html"));

element("copy-link").addEventListener("click", async () => {
  const parts = addressed();
  const link = location.href.split("#")[0] + (parts ? `#${parts}` : "");
  const box = element("link-box");
  box.value = link;
  try {
    await navigator.clipboard.writeText(link);
    said("The link is copied. It opens for whoever can open this file.");
  } catch {
    box.hidden = false;
    box.focus();
    box.select();
    said("Copy the link from the box.");
  }
});

/* What a button did, for everybody to see. */
/** @type {(text: string) => void} */
function said(text) {
  element("done").textContent = text;
  say(text);
  setTimeout(() => element("done").replaceChildren(), 8000);
}
