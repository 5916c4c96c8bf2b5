import type { Locator, Page } from 'playwright-core';

/** What a canvas shows since it was last cleared; positions are in CSS pixels from its left and top. */
export interface Drawing {
  readonly texts: readonly { readonly text: string; readonly x: number; readonly y: number }[];
  /** Closed paths: the arrows of clipped points, where no series has triangles as markers. */
  readonly arrows: number;
  /** Width of the widest part of a line that connects two points. */
  readonly widest: number;
  /** The colours of lines. */
  readonly colors: readonly string[];
  /** The widths of lines. */
  readonly widths: readonly number[];
}

type Recording = HTMLCanvasElement & {
  drawing?: {
    texts: { text: string; x: number; y: number }[];
    arrows: number;
    widest: number;
    colors: string[];
    widths: number[];
  };
};

/** Records what the canvases of a page show, from its next load on. */
export async function recordDrawings(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const drawingOf = ({ canvas }: CanvasRenderingContext2D) =>
      ((canvas as Recording).drawing ??= { texts: [], arrows: 0, widest: 0, colors: [], widths: [] });
    const context = CanvasRenderingContext2D.prototype;
    const { clearRect, fillText, closePath, moveTo, lineTo, stroke } = context;
    let position = 0;
    Object.assign(context, {
      clearRect(this: CanvasRenderingContext2D, ...box: Parameters<typeof clearRect>) {
        delete (this.canvas as Recording).drawing;
        clearRect.apply(this, box);
      },
      fillText(this: CanvasRenderingContext2D, ...text: Parameters<typeof fillText>) {
        const { x, y } = this.getTransform().transformPoint({ x: text[1], y: text[2] });
        drawingOf(this).texts.push({ text: text[0], x: x / devicePixelRatio, y: y / devicePixelRatio });
        fillText.apply(this, text);
      },
      moveTo(this: CanvasRenderingContext2D, x: number, y: number) {
        position = x;
        moveTo.call(this, x, y);
      },
      lineTo(this: CanvasRenderingContext2D, x: number, y: number) {
        const drawing = drawingOf(this);
        // The lines between points are transparent, those of the grid are not.
        if (this.globalAlpha < 1) drawing.widest = Math.max(drawing.widest, Math.abs(x - position));
        position = x;
        lineTo.call(this, x, y);
      },
      stroke(this: CanvasRenderingContext2D, ...path: Parameters<typeof stroke>) {
        const { colors, widths } = drawingOf(this);
        if (!colors.includes(String(this.strokeStyle))) colors.push(String(this.strokeStyle));
        if (!widths.includes(this.lineWidth)) widths.push(this.lineWidth);
        stroke.apply(this, path);
      },
      closePath(this: CanvasRenderingContext2D) {
        drawingOf(this).arrows += 1;
        closePath.apply(this);
      },
    });
  });
}

/** Returns what a canvas of a page with `recordDrawings` shows, once it shows something. */
export async function drawingOf(canvas: Locator): Promise<Drawing> {
  const handle = await canvas.elementHandle();
  const drawing = await canvas.page().waitForFunction((one) => (one as Recording).drawing, handle);
  return (await drawing.jsonValue()) as Drawing;
}
