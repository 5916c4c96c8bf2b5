/** A time as `2023-05-10 08:30 UTC`: CMS reckons in UTC. */
export function formatTime(time: string): string {
  return `${shortTime(time)} UTC`;
}

/** A time as `2023-05-10 08:30`, where UTC is said already. */
export function shortTime(time: string): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
