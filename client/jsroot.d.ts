/** What the client uses of jsroot, which brings types of nothing. */
declare module 'jsroot/core' {
  export const gStyle: Record<string, unknown>;
  export const settings: Record<string, unknown>;
  /** Reads ROOT's JSON. */
  export function parse(json: string): Record<string, unknown>;
  export function createHistogram(className: string, xBins: number): Record<string, unknown>;
}

declare module 'jsroot/draw' {
  /** Draws an object into an element; with `same` over what is drawn there. */
  export function draw(element: HTMLElement, object: object, options?: string): Promise<object>;
  export function cleanup(element: HTMLElement): void;
}

declare module 'jsroot/colors' {
  /** Enters a colour and gives ROOT's number for it. */
  export function addColor(color: string): number;
}
