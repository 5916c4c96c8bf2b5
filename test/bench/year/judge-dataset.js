// The part of a simulated year that runs in a thread: the trends of one dataset, night by night, by the functions that a scan calls.
import { judgeTrend } from '../../../dist/server/judge/judge-trend.js';
import { updateAlarms } from '../../../dist/server/judge/update-alarms.js';
import { median } from '../cost.js';
import {
  applyIncident,
  explains,
  groupSize,
  isAffected,
  isAtTooth,
  limitDistances,
  limitSpreads,
} from './incidents.js';
import { simulateRuns, simulateTrend } from './trends.js';

/** A year: its runs, those before the first night, and those of a night. */
export const [runCount, historyRuns, runsPerNight] = [1000, 100, 30];
export const nights = (runCount - historyRuns) / runsPerNight;
/** As of a scan: findings of older runs open no alarm. */
const newestRuns = 50;
/** Numbers of runs after which incidents are looked for, in this many trends of its group. */
const delaySteps = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30];
const delayTrends = 5;

/** Judges the nights of a dataset. Returns its alarms with the night in which they were opened, and how often alarms changed afterwards. */
export default function judgeDataset({ seed, trends, dataset, incidents }) {
  const runs = simulateRuns(runCount, seed);
  const alarms = [];
  const changes = { moved: 0, reopened: 0, withdrawn: 0 };
  const delays = [];
  let [seconds, lastNight] = [0, 0];
  for (let number = 0; number < trends; number += 1) {
    const trend = simulateTrend(runs, seed * 1e6 + dataset * 1e4 + number);
    const own = incidents.filter((incident) => isAffected(incident, dataset, number));
    const values = trend.values.filter((value) => value !== null);
    const center = median(values);
    trend.limit = Math.max(
      limitSpreads * trend.spread,
      limitDistances * Math.max(...values.map((value) => Math.abs(value - center))),
    );
    for (const incident of own) applyIncident(incident, trend);
    const hasLimits = number % 10 === 0 || own.some(({ kind }) => kind === 'limit');
    const [min, max] = [center - trend.limit, center + trend.limit];
    const limits = hasLimits ? [{ severity: 'error', min, max, firstRun: 0, lastRun: runCount }] : [];
    for (const incident of own)
      if (dataset === (incident.dataset ?? 0) && (incident.member !== null || number % groupSize < delayTrends))
        delays.push({ incident: incidents.indexOf(incident), delay: delayOf(incident, trend, limits) });
    let stored = [];
    for (let night = 0; night <= nights; night += 1) {
      const count = historyRuns + night * runsPerNight;
      const before = performance.now();
      const input = inputOf(trend, limits, count);
      const { findings } = judgeTrend(input);
      const found = updateAlarms({
        trendId: number,
        alarms: stored,
        findings,
        runs: input.runs,
        firstRun: count - newestRuns,
        now: new Date(0),
      });
      const took = (performance.now() - before) / 1000;
      seconds += took;
      if (night === nights) lastNight += took;
      for (const { alarm, events } of found) {
        for (const { kind, comment } of events) {
          if (kind === 'moved' || kind === 'reopened') changes[kind] += 1;
          if (kind === 'resolved' && comment === 'no longer found') changes.withdrawn += 1;
        }
        const opened = alarm.id === undefined;
        const row = { ...alarm, id: alarm.id ?? stored.length + 1 };
        stored = opened ? [...stored, row] : stored.map((other) => (other.id === row.id ? row : other));
        if (!opened && !events.some(({ kind }) => kind === 'moved')) continue;
        const explained = own.filter((incident) => explains(incident, alarm));
        alarms.push({
          night,
          opened,
          run: alarm.run,
          cause: alarm.cause,
          kind: trend.kind,
          significance: alarm.significance,
          incidents: explained.map((incident) => incidents.indexOf(incident)),
          isKnown: explained.length > 0 || (trend.kind === 'saw teeth' && isAtTooth(alarm.run)),
        });
      }
    }
  }
  return { alarms, changes, delays, seconds, lastNight };
}

/** What is known of a trend after a number of runs. */
const inputOf = (trend, limits, count) => ({
  runs: Array.from({ length: count }, (_, run) => run),
  values: trend.values.slice(0, count),
  errors: trend.errors.slice(0, count),
  entries: trend.entries.slice(0, count),
  limits,
  causes: ['limits', 'steps', 'anomalies'],
  minEntries: null,
  baselineRun: null,
});

/** After how many runs from its first one an incident is found in a trend; Infinity if it is not within 30. */
const delayOf = (incident, trend, limits) =>
  delaySteps.find((delay) =>
    judgeTrend(inputOf(trend, limits, incident.first + delay)).findings.some(({ cause, firstRun }) =>
      explains(incident, { cause, run: firstRun }),
    ),
  ) ?? Infinity;
