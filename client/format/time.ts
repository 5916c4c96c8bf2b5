import { formatDuration } from './numbers.ts';

/** A time as `2023-05-10 08:30 UTC`: CMS reckons in UTC. */
export function formatTime(time: string): string {
  return `${shortTime(time)} UTC`;
}

/** A time as `2023-05-10 08:30`, where UTC is said already. */
export function shortTime(time: string): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

/** How long ago a time was, as a duration; none where it is to come. */
export function since(time: string, now: number): string {
  return formatDuration(Math.max(0, (now - Date.parse(time)) / 1000));
}

/** How long it is until a time, as a duration; none where it is over. */
export function until(time: string, now: number): string {
  return formatDuration(Math.max(0, (Date.parse(time) - now) / 1000));
}
