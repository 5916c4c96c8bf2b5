/** Writes PDF with jsroot, which has a writer that knows the symbols of formulas: a chunk of its own, loaded for the first PDF. */
import { internals } from 'jsroot/core';
import 'jsroot/draw';

/** Returns an SVG of the document as a file. The SVG is changed. */
export async function writePdf(svg: SVGSVGElement): Promise<Blob> {
  const { width, height } = svg.viewBox.baseVal;
  const pdf = await internals.makePDF({ node: svg, width, height, can_modify: true }, { as_buffer: true });
  return new Blob([pdf], { type: 'application/pdf' });
}
