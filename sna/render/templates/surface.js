/* Six primitives (line, curve, polygon, circle, text, text width), drawn on a canvas or written as SVG. */

const FONT = 'Frutiger, Arial, "Liberation Sans", "Helvetica Neue", sans-serif';
const widths = new Map();
const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** @type {(text: string, size: number, bold?: boolean) => number} */
function textWidth(text, size, bold) {
  const key = `${size}|${bold}|${text}`;
  if (!widths.has(key)) {
    if (widths.size > 20000) widths.clear();
    ruler.font = `${bold ? 700 : 400} ${size}px ${FONT}`;
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

class CanvasSurface {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
    this.halo = "#FFFFFF";
  }

  /* What is drawn meanwhile stands so much lower, in a window of its own. */
  /** @type {(by: number, size: Pair, draw: () => void) => void} */
  shifted(by, [width, height], draw) {
    this.context.save();
    this.context.translate(0, by);
    this.context.beginPath();
    this.context.rect(0, 0, width, height);
    this.context.clip();
    draw();
    this.context.restore();
  }

  /** @type {(points: number[], pen: Pen) => void} */
  line(points, pen) {
    this.lines([points], pen);
  }

  /* Many lines in one stroke: quick, and no darker where they cross. */
  /** @type {(many: number[][], pen: Pen) => void} */
  lines(many, pen) {
    const context = this.context;
    context.beginPath();
    for (const points of many) {
      context.moveTo(points[0], points[1]);
      if (points.length === 4) context.lineTo(points[2], points[3]);
      else if (points.length === 6) context.quadraticCurveTo(points[2], points[3], points[4], points[5]);
      else context.bezierCurveTo(points[2], points[3], points[4], points[5], points[6], points[7]);
    }
    context.lineCap = "round";
    this.stroke(pen);
  }

  /** @type {(points: Curve, fill: Fill | null, pen?: Pen | null) => void} */
  polygon(points, fill, pen) {
    const context = this.context;
    context.beginPath();
    points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.lineJoin = "round";
    this.fill(fill);
    this.stroke(pen);
  }

  /** @type {(x: number, y: number, radius: number, fill: Fill | null, pen?: Pen | null) => void} */
  circle(x, y, radius, fill, pen) {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.fill(fill);
    this.stroke(pen);
  }

  /** @type {(text: string, x: number, y: number, letters: Letters) => void} */
  text(text, x, y, letters) {
    const context = this.context;
    context.font = `${letters.bold ? 700 : 400} ${letters.size}px ${FONT}`;
    context.textAlign = letters.align || "left";
    context.textBaseline = "middle";
    if (letters.halo !== false) {
      context.lineJoin = "round";
      context.globalAlpha = 0.94;
      context.strokeStyle = this.halo;
      context.lineWidth = 3.5;
      context.strokeText(text, x, y);
      context.globalAlpha = 1;
    }
    context.fillStyle = letters.colour;
    context.fillText(text, x, y);
  }

  /** @type {(fill: Fill | null) => void} */
  fill(fill) {
    if (!fill) return;
    this.context.globalAlpha = fill.opacity ?? 1;
    this.context.fillStyle = fill.colour;
    this.context.fill();
    this.context.globalAlpha = 1;
  }

  /** @type {(pen?: Pen | null) => void} */
  stroke(pen) {
    if (!pen) return;
    const context = this.context;
    context.globalAlpha = pen.opacity ?? 1;
    context.strokeStyle = pen.colour;
    context.lineWidth = pen.width ?? 1;
    context.setLineDash(pen.dash || []);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}

const UNFIT = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g;
/** @type {(value: number) => string} */
const short = (value) => String(Math.round(value * 10) / 10);

/** @type {(text: string) => string} */
function written(text) {
  /** @type {Record<string, string>} */
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const whole = Array.from(text, (char) => (char.length > 1 ? char : char.replace(UNFIT, "\ufffd"))).join("");
  return whole.replace(/[&<>"]/g, (char) => entities[char]);
}

/* As wide as it was measured, whatever font a program that opens the drawing has. */
/** @type {(text: string, letters: Letters) => string} */
function asWide(text, letters) {
  return text ? ` textLength="${short(textWidth(text, letters.size, letters.bold))}" lengthAdjust="spacingAndGlyphs"` : "";
}

class SvgSurface {
  constructor() {
    /** @type {string[]} */
    this.parts = [];
    this.halo = "#FFFFFF";
  }

  /** @type {(by: number, size: Pair, draw: () => void) => void} */
  shifted(by, [width, height], draw) {
    this.parts.push(`<clipPath id="window"><rect width="${short(width)}" height="${short(height)}"/></clipPath>`);
    this.parts.push(`<g transform="translate(0 ${short(by)})" clip-path="url(#window)">`);
    draw();
    this.parts.push("</g>");
  }

  /** @type {(points: number[], pen: Pen) => void} */
  line(points, pen) {
    this.lines([points], pen);
  }

  /** @type {(many: number[][], pen: Pen) => void} */
  lines(many, pen) {
    const path = many.map((points) => {
      const [x, y, ...rest] = points.map(short);
      return `M${x} ${y}${{ 2: "L", 4: "Q", 6: "C" }[rest.length]}${rest.join(" ")}`;
    });
    this.parts.push(`<path d="${path.join("")}" fill="none" stroke-linecap="round"${this.stroke(pen)}/>`);
  }

  /** @type {(points: Curve, fill: Fill | null, pen?: Pen | null) => void} */
  polygon(points, fill, pen) {
    const corners = points.map((point) => point.map(short).join(" ")).join(" ");
    this.parts.push(`<polygon points="${corners}" stroke-linejoin="round"${this.fill(fill)}${this.stroke(pen)}/>`);
  }

  /** @type {(x: number, y: number, radius: number, fill: Fill | null, pen?: Pen | null) => void} */
  circle(x, y, radius, fill, pen) {
    const place = `cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"`;
    this.parts.push(`<circle ${place}${this.fill(fill)}${this.stroke(pen)}/>`);
  }

  /** @type {(text: string, x: number, y: number, letters: Letters) => void} */
  text(text, x, y, letters) {
    const anchor = { left: "start", center: "middle", right: "end" }[letters.align || "left"];
    const look = `x="${short(x)}" y="${short(y + 0.35 * letters.size)}" font-size="${short(letters.size)}" font-weight="${letters.bold ? 700 : 400}" text-anchor="${anchor}"${asWide(text, letters)}`;
    const words = written(text);
    if (letters.halo !== false) this.parts.push(`<text ${look} fill="${this.halo}" stroke="${this.halo}" stroke-width="3.5" stroke-linejoin="round" aria-hidden="true">${words}</text>`);
    this.parts.push(`<text ${look} fill="${letters.colour}">${words}</text>`);
  }

  /** @type {(fill: Fill | null) => string} */
  fill(fill) {
    if (!fill) return ' fill="none"';
    return ` fill="${fill.colour}" fill-opacity="${fill.opacity ?? 1}"`;
  }

  /** @type {(pen?: Pen | null) => string} */
  stroke(pen) {
    if (!pen) return "";
    const dash = pen.dash ? ` stroke-dasharray="${pen.dash.join(" ")}"` : "";
    return ` stroke="${pen.colour}" stroke-width="${short(pen.width ?? 1)}" stroke-opacity="${Math.round((pen.opacity ?? 1) * 100) / 100}"${dash}`;
  }

  /** @type {(width: number, height: number, title: string) => string} */
  whole(width, height, title) {
    const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${written(FONT)}" role="img">`;
    return `${head}<title>${written(title)}</title><rect width="100%" height="100%" fill="#fff"/>${this.parts.join("")}</svg>`;
  }
}
