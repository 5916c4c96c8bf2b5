import { nearestName } from '../names/nearest.ts';
import type { Diagnostic } from './ini.ts';
import { readLimits } from './limits/limits.ts';
import { isNumber, lineOf, type Member, textOf } from './member.ts';
import { type AlarmCause, alarmCauses, type Guidance } from './plan.ts';

/** Reads what a plot means, whom to call, what to do, and how its values are judged; returns a diagnostic for the first invalid key. */
export function readGuidance(config: Member): Guidance | Diagnostic {
  const limits = readLimits(config);
  if ('message' in limits) return limits;
  const alarms = readAlarms(config);
  if ('message' in alarms) return alarms;
  const minEntries = textOf(config, 'minEntries');
  if (minEntries !== undefined && !isNumber(minEntries))
    return { line: lineOf(config, 'minEntries'), message: `minEntries '${minEntries}' is not a number` };
  return {
    description: textOf(config, 'description') ?? null,
    contact: textOf(config, 'contact') ?? null,
    action: textOf(config, 'action') ?? null,
    limits,
    alarms,
    minEntries: minEntries === undefined ? null : Number(minEntries),
  };
}

/** Reads the causes of alarms, between commas. Limits are judged by default where there are any. */
function readAlarms(config: Member): readonly AlarmCause[] | Diagnostic {
  const text = textOf(config, 'alarm');
  if (text === undefined) return alarmCauses;
  if (/^(off|no)$/i.test(text)) return [];
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  const unknown = names.find((name) => !alarmCauses.some((cause) => cause === name));
  if (unknown === undefined) return alarmCauses.filter((cause) => names.includes(cause));
  const message = `unknown alarm ${unknown}: expected off, or some of ${alarmCauses.join(', ')}`;
  return { line: lineOf(config, 'alarm'), message, suggestion: nearestName(unknown, alarmCauses) };
}
