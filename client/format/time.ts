import { formatDuration } from './numbers.ts';

/** Returns a time as `2023-05-10 08:30 UTC`. Takes ISO 8601, or seconds since 1970. */
export function formatTime(time: string | number): string {
  return `${shortTime(time)} UTC`;
}

/** Returns a time as `2023-05-10 08:30`, in UTC, for where a header names the time zone. Takes ISO 8601, or seconds since 1970. */
export function shortTime(time: string | number): string {
  const date = new Date(typeof time === 'number' ? time * 1000 : time);
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

/** Returns the duration since a time (ISO 8601); `<1 s` for one in the future. `now` is in milliseconds since 1970. */
export function since(time: string, now: number): string {
  return formatDuration(Math.max(0, (now - Date.parse(time)) / 1000));
}

/** Returns the duration until a time (ISO 8601); `<1 s` for one in the past. `now` is in milliseconds since 1970. */
export function until(time: string, now: number): string {
  return formatDuration(Math.max(0, (Date.parse(time) - now) / 1000));
}
