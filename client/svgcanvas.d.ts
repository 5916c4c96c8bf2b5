/** What the client uses of svgcanvas, which has no types. */
declare module 'svgcanvas' {
  /** A context of a canvas that records what is drawn as SVG. */
  export const Context: new (size: { width: number; height: number }) => CanvasRenderingContext2D & {
    getSvg(): SVGSVGElement;
  };
}
