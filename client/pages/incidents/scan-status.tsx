import { Alert, Anchor } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { formatTime, since } from '../../format/time.ts';
import type { ScanStatusQuery } from '../../generated/operations.ts';
import { useNow } from '../../ui/use-now.ts';
import { pageLink } from '../../url/links.ts';

/** How old the data are and why, after a failed or missed scan or while the scans are paused; nothing otherwise. */
export function OutdatedData({ status: { lastScan, scannedAt, scanning }, schedule }: ScanStatusQuery) {
  const now = useNow(60_000);
  const scan = schedule.find(({ name }) => name === 'scan');
  const reasons = [
    ...(lastScan?.state === 'failed'
      ? [`The scan of ${formatTime(lastScan.startedAt)} failed: ${lastScan.reason ?? 'no reason recorded'}`]
      : []),
    ...(scan?.missed ? [`The scan scheduled for ${formatTime(scan.missed)} has not run.`] : []),
    ...(scan?.paused === true ? ['The scan schedule is paused.'] : []),
  ];
  if (scanning || reasons.length === 0) return null;
  const title = scannedAt
    ? `The data are ${since(scannedAt, now)} old: last read ${formatTime(scannedAt)}`
    : 'No scan has finished yet';
  return (
    <Alert variant="light" color="red" icon={<CircleAlert size={20} />} title={title} mb="md" py="xs" role="status">
      {reasons.map((reason) => (
        <div key={reason}>{reason}</div>
      ))}
      <Anchor component={Link} to={pageLink('/scans')} size="sm" underline="always">
        Scans and their schedule
      </Anchor>
    </Alert>
  );
}

/** The outcome of the last scan, in a sentence. */
export function lastScanText({ lastScan, scanning }: ScanStatusQuery['status']): string {
  if (scanning) return 'A scan is running: the list may be incomplete.';
  if (!lastScan) return 'No scan has run yet.';
  const { startedAt, state, filesNew, filesFailed, points } = lastScan;
  if (state === 'failed') return `Last scan ${formatTime(startedAt)}: failed.`;
  return `Last scan ${formatTime(startedAt)}: ${filesNew.toLocaleString('en')} new files, ${points.toLocaleString('en')} points, ${filesFailed} failed files.`;
}
