/** Background, and axes, labels and statistics box, on a light and on a dark page. jsroot's own dark mode inverts the palette of maps too. */
export const frames = {
  light: { paper: '#ffffff', ink: '#000000' },
  dark: { paper: '#242424', ink: '#c9c9c9' },
} as const;
export type FrameScheme = keyof typeof frames;
