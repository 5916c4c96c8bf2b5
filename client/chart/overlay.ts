import type { Chart, Scale } from 'chart.js';
import type { RunTable } from '../run-selection/run-table.ts';
import type { RunAxis } from './axis/run-axis.ts';
import type { Annotations } from './flags/annotations.ts';
import type { Series } from './series.ts';

/** What a layer of a trend plot draws, and where. */
export interface LayerContext {
  readonly ctx: CanvasRenderingContext2D;
  readonly area: Chart['chartArea'];
  readonly x: Scale;
  readonly y: Scale;
  readonly table: RunTable;
  readonly axis: RunAxis;
  /** Pixels of the runs' points on the x axis. */
  readonly centers: readonly number[];
  /** Behind the grid: all series of the plot; in front of it: the one whose turn it is. */
  readonly series: readonly Series[];
  readonly annotations: Annotations;
  /** Pixels between the frame and the layer's strip, where other strips are; 0 for a layer without one. */
  readonly offset: number;
  readonly dark: boolean;
}

/** A step in drawing a trend plot. */
export interface Layer {
  /** Layers are drawn in ascending order: below 0 behind the grid, once; above 0 for one series after the other, whose points are at 20. */
  readonly order: number;
  /** A strip outside the frame that the layer draws in, above or below it. Strips of earlier layers are between it and the frame. */
  readonly strip?: {
    readonly side: 'top' | 'bottom';
    /** Its height in pixels; 0 where there is nothing to draw in it. */
    readonly height: (plot: Pick<LayerContext, 'table' | 'axis' | 'series' | 'annotations'>) => number;
  };
  readonly draw: (context: LayerContext) => void;
}

/** A layer that can be switched off: options menu, URL parameter and help page are derived from it. */
export interface Overlay extends Layer {
  /** Parameter of the URL, with the value 0 or 1. */
  readonly key: string;
  /** In the options menu. */
  readonly label: string;
  /** A sentence for the help page. */
  readonly help: string;
  /** Whether it belongs to single runs: it is not drawn where a point stands for several. */
  readonly isOfRuns?: boolean;
  /** Whether it belongs to the points, wherever they are: the others are not drawn where the runs are not in their order. */
  readonly isOfPoints?: boolean;
  /** Whether it is drawn where the URL does not say. */
  readonly default: boolean;
  /** The same in a grid of plots, if that differs. */
  readonly gridDefault?: boolean;
}

/** Left and right edge of a run on the x axis, in pixels. */
export function runEdges({ axis, x }: LayerContext, index: number): [left: number, right: number] {
  return [x.getPixelForValue(axis.lows[index] ?? 0), x.getPixelForValue(axis.highs[index] ?? 0)];
}
