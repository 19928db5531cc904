/* The engine that bears a map of more people than pyvis' engine does: it pans, zooms and asks to be drawn. */

class CanvasEngine {
  /** @param {HTMLElement} holder */
  constructor(holder) {
    this.canvas = document.createElement("canvas");
    holder.append(this.canvas);
    this.context = this.canvas.getContext("2d");
    this.k = 1;
    this.x = 0;
    this.y = 0;
    /** @type {Map<string, ((happening: any) => void)[]>} */
    this.listeners = new Map();
    /** @type {Map<number, Pair>} */
    this.fingers = new Map();
    this.moved = false;
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, (event) => this.release(/** @type {PointerEvent} */ (event)));
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.scale(Math.exp(-event.deltaY / 600), event.offsetX, event.offsetY);
    }, { passive: false });
  }

  /** @type {(event: string, act: (happening: any) => void) => void} */
  on(event, act) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), act]);
  }

  /** @type {(event: string, happening?: object) => void} */
  tell(event, happening = {}) {
    for (const act of this.listeners.get(event) ?? []) act(happening);
  }

  /** @type {(event: PointerEvent) => Pair} */
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  /** @type {(event: PointerEvent) => void} */
  press(event) {
    this.fingers.set(event.pointerId, this.at(event));
    this.moved = false;
    this.canvas.setPointerCapture(event.pointerId);
  }

  /** @type {(event: PointerEvent) => void} */
  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    if (!this.moved && Math.hypot(now[0] - before[0], now[1] - before[1]) < 4) return;
    if (!this.moved) this.tell("dragStart");
    this.moved = true;
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    if (other) return this.scale(Math.hypot(now[0] - other[0], now[1] - other[1]) / Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1])), other[0], other[1]);
    [this.x, this.y] = [this.x + now[0] - before[0], this.y + now[1] - before[1]];
    requestAnimationFrame(() => this.redraw());
  }

  /** @type {(event: PointerEvent) => void} */
  release(event) {
    if (!this.fingers.delete(event.pointerId)) return;
    const [x, y] = this.at(event);
    if (this.moved) this.tell("dragEnd");
    else if (event.type === "pointerup") this.tell("click", { pointer: { DOM: { x, y } } });
  }

  /** @type {(by: number, x: number, y: number) => void} */
  scale(by, x, y) {
    [this.x, this.y, this.k] = [x - (x - this.x) * by, y - (y - this.y) * by, this.k * by];
    this.tell("zoom");
    requestAnimationFrame(() => this.redraw());
  }

  /** @type {(point: { x: number, y: number }) => { x: number, y: number }} */
  canvasToDOM(point) {
    return { x: point.x * this.k + this.x, y: point.y * this.k + this.y };
  }

  getScale() {
    return this.k;
  }

  /** @type {(view: { scale: number, position: { x: number, y: number } }) => void} */
  moveTo({ scale, position }) {
    this.k = scale;
    this.x = this.canvas.clientWidth / 2 - position.x * scale;
    this.y = this.canvas.clientHeight / 2 - position.y * scale;
  }

  /** @type {(width: string, height: string) => void} */
  setSize(width, height) {
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this.canvas.style, { width, height });
    [this.canvas.width, this.canvas.height] = [Math.round(parseFloat(width) * ratio), Math.round(parseFloat(height) * ratio)];
  }

  redraw() {
    this.tell("afterDrawing", this.context ?? undefined);
  }
}
