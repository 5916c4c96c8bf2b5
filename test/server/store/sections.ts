import type { Configs, ConfigSection, Guidance } from '../../../server/plan/plan.ts';

/** The guidance of a section that sets none of its keys. */
export const noGuidance: Guidance = {
  description: null,
  contact: null,
  action: null,
  limits: [],
  alarms: ['limits', 'steps', 'anomalies'],
  minEntries: null,
};

/** A config section for tests; what is not given is invented. */
export function sectionOf({
  name,
  metric = 'basic.Mean()',
  ...more
}: Partial<ConfigSection> & { name: string; metric?: string }): ConfigSection {
  return {
    subsystem: 'Tracker',
    name,
    title: name,
    yTitle: 'unit',
    computation: { metric, metricRevision: 1, paths: { main: [`Tracker/${name}`] } },
    expression: { module: 'basic', name: 'Mean', args: [] },
    guidance: noGuidance,
    file: 'Tracker/trends.ini',
    line: 1,
    ...more,
  };
}

/** Configs of these sections, with no problems. */
export function configsOf(...sections: Parameters<typeof sectionOf>[0][]): Configs {
  return { sections: sections.map(sectionOf), groups: [], problems: [], unreadableFiles: [] };
}
