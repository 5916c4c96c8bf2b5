/** When a cron line comes, in words where it is one of the usual ones: `every day at 03:00`, `every 5 minutes`; else the line itself. */
export function describeCron(cron: string): string {
  const [minute = '', hour = '', ...days] = cron.trim().split(/\s+/);
  if (days.join(' ') === '* * *') {
    if (/^\d+$/.test(minute) && /^\d+$/.test(hour))
      return `every day at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
    const every = /^\*\/(\d+)$/.exec(minute)?.[1];
    if (every !== undefined && hour === '*') return every === '1' ? 'every minute' : `every ${every} minutes`;
    if (/^\d+$/.test(minute) && hour === '*') return `every hour at :${minute.padStart(2, '0')}`;
  }
  return cron;
}
