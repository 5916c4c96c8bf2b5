/** What the client uses of jsroot, which brings types of nothing. */
declare module 'jsroot/core' {
  export const gStyle: Record<string, unknown>;
  /** What modules add; `jsroot/draw` adds the writer of PDF, which returns the file. `can_modify`: the SVG is not needed afterwards. */
  export const internals: {
    makePDF(
      svg: { node: SVGSVGElement; width: number; height: number; can_modify: boolean },
      options: { as_buffer: true },
    ): Promise<ArrayBuffer>;
  };
  export const settings: Record<string, unknown>;
  /** Reads ROOT's JSON. */
  export function parse(json: string): Record<string, unknown>;
  export function createHistogram(className: string, xBins: number): Record<string, unknown>;
  /** Adds the methods of a class. */
  export function addMethods(object: object, className: string): void;
  export function createTGraph(points: number, x: number[], y: number[]): Record<string, unknown>;
}

declare module 'jsroot/draw' {
  /** Draws an object into an element; with `same` over what is drawn there. */
  export function draw(element: HTMLElement, object: object, options?: string): Promise<Painter>;
  export interface Painter {
    getFramePainter(): FramePainter | null;
  }
  /** The frame of a pad. Ends of an axis that are undefined stay; equal ones show all of it. */
  export interface FramePainter {
    zoom(xmin?: number | string, xmax?: number, ...rest: unknown[]): Promise<unknown>;
    zoomSingle(name: string, min: number, max: number, ...rest: unknown[]): Promise<unknown>;
  }
  export function cleanup(element: HTMLElement): void;
  /** Draws an object as SVG, also without a browser. */
  export function makeSVG(picture: { object: object; option: string; width: number; height: number }): Promise<string>;
}

declare module 'jsroot/colors' {
  /** Enters a colour and gives ROOT's number for it. */
  export function addColor(color: string): number;
}
