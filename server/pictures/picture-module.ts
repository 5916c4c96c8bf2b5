/** What the server uses of `client/picture/`, which is built for it to dist/pictures: the chart code of pages, without a browser. */
import type { DocumentNode } from 'graphql';

/** What a picture of a plot is drawn of. */
export interface PlotAddress {
  readonly subsystem: string;
  /** Of a config or a display group. */
  readonly name: string;
  readonly isGroup: boolean;
  /** The parameters of the page and of the picture. */
  readonly search: string;
}

/** Executes a query of the API and returns its data. */
export type ApiQuery = (document: DocumentNode, variables: Record<string, unknown>) => Promise<unknown>;

/** A picture that can be painted, or why there is none. */
export type PreparedPicture =
  | {
      readonly outcome: 'ready';
      readonly width: number;
      readonly height: number;
      /** Of the pixels of a PNG. */
      readonly scale: number;
      /** Paints it on the context of a canvas, which gets its size. Returns the function that releases it, and clears the canvas. */
      paint(context: unknown): () => void;
    }
  | PictureProblem;

export interface PictureProblem {
  readonly outcome: 'invalid' | 'missing' | 'tooLarge';
  readonly reason: string;
}

/** What a picture of a ROOT object is drawn of. */
export interface HistogramAddress {
  /** ROOT's JSON. */
  readonly object: string;
  /** Appended to the title. */
  readonly caption: string;
  /** The parameters of the picture. */
  readonly search: string;
}

/** dist/pictures/histogram-picture.js. */
export interface HistogramModule {
  drawHistogram(
    address: HistogramAddress,
  ): Promise<{ readonly outcome: 'ready'; readonly svg: string; readonly scale: number } | PictureProblem>;
}

/** dist/pictures/plot-picture.js. */
export interface PictureModule {
  preparePlot(address: PlotAddress, query: ApiQuery): Promise<PreparedPicture>;
}
