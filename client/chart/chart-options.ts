/** What a plot's x axis is. */
export const xAxes = ['even', 'run', 'time', 'duration', 'lumi'] as const;
export type XAxis = (typeof xAxes)[number];

/** How trends are drawn; the same for all plots of a page. */
export interface Drawing {
  /** Runs evenly spaced, by number, by start time, as wide as they lasted, or by integrated recorded luminosity. */
  readonly x: XAxis;
  readonly errors: boolean;
  /** How long each run lasted, as pale columns behind the points. */
  readonly durations: boolean;
  /** Alternating bands, one a fill. */
  readonly fills: boolean;
  /** Where the era or the config's revision changes. */
  readonly marks: boolean;
  /** The y range follows the bulk of the points; what is far out stands at the edge, with an arrow. */
  readonly bulk: boolean;
  readonly log: boolean;
  /** The y range holds zero. */
  readonly zero: boolean;
  /** A straight line through the points. */
  readonly regression: boolean;
}

export const usualDrawing: Drawing = {
  x: 'even',
  errors: true,
  durations: true,
  fills: true,
  marks: true,
  bulk: true,
  log: false,
  zero: false,
  regression: false,
};

/** The switches of a drawing, each a parameter of the URL with 0 or 1. */
export const drawingSwitches = ['errors', 'durations', 'fills', 'marks', 'bulk', 'log', 'zero', 'regression'] as const;
export type DrawingSwitch = (typeof drawingSwitches)[number];

/** Reads how to draw from a URL's parameters; what is missing or makes no sense is as usual. */
export function parseDrawing(parameters: URLSearchParams): Drawing {
  const switches = drawingSwitches.map((name) => {
    const value = parameters.get(name);
    return [name, value === '1' || value === '0' ? value === '1' : usualDrawing[name]];
  });
  return {
    ...usualDrawing,
    ...(Object.fromEntries(switches) as Pick<Drawing, DrawingSwitch>),
    x: xAxes.find((axis) => axis === parameters.get('x')) ?? usualDrawing.x,
  };
}

/** The URL's parameters for a drawing; what is usual is left out. */
export function drawingParameters(drawing: Drawing): URLSearchParams {
  const parameters = new URLSearchParams();
  if (drawing.x !== usualDrawing.x) parameters.set('x', drawing.x);
  for (const name of drawingSwitches)
    if (drawing[name] !== usualDrawing[name]) parameters.set(name, drawing[name] ? '1' : '0');
  return parameters;
}
