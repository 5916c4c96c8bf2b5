/** Viridis, from low to high: it grows lighter throughout, so that colour-blind people and grey prints tell the order too. */
const stops = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const;

/** The colour of a value between two others; grey where there is none. On light ground the pale end is left out, on dark the deep one. */
export function scaleColor(value: number | null, least: number, most: number, dark: boolean): string {
  if (value === null) return dark ? '#868e96' : '#adb5bd';
  const part = most > least ? (value - least) / (most - least) : 0.5;
  const place = (dark ? 0.2 + 0.8 * part : 0.88 * part) * (stops.length - 1);
  const [below, above] = [stops[Math.floor(place)] ?? stops[0], stops[Math.ceil(place)] ?? stops[4]];
  const channels = below.map((channel, index) =>
    Math.round(channel + ((above[index] ?? channel) - channel) * (place - Math.floor(place))),
  );
  return `rgb(${channels.join(' ')})`;
}
