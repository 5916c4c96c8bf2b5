import { Initial1764000000000 } from './1764000000000-initial.ts';
import { Selection1764000100000 } from './1764000100000-selection.ts';
import { Enrichment1764100000000 } from './1764100000000-enrichment.ts';
import { PointOrder1764200000000 } from './1764200000000-point-order.ts';
import { BegunBy1764300000000 } from './1764300000000-begun-by.ts';
import { StandardNames1764400000000 } from './1764400000000-standard-names.ts';
import { ProcessingEras1764500000000 } from './1764500000000-processing-eras.ts';
import { LastUsed1764600000000 } from './1764600000000-last-used.ts';
import { RevokedSession1764700000000 } from './1764700000000-revoked-session.ts';
import { MetricRevision1764800000000 } from './1764800000000-metric-revision.ts';
import { ConfigProblem1764900000000 } from './1764900000000-config-problem.ts';
import { ConfigGuidance1765000000000 } from './1765000000000-config-guidance.ts';
import { FileSoftware1765100000000 } from './1765100000000-file-software.ts';
import { Alarms1765200000000 } from './1765200000000-alarms.ts';
import { Notifications1765300000000 } from './1765300000000-notifications.ts';
import { RunFlags1765400000000 } from './1765400000000-run-flags.ts';
import { Notes1765500000000 } from './1765500000000-notes.ts';
import { RunJudgements1765600000000 } from './1765600000000-run-judgements.ts';
import { ReadTokens1766000000000 } from './1766000000000-read-tokens.ts';
import { ImportedPoints1766100000000 } from './1766100000000-imported-points.ts';
import { PreviewCache1766200000000 } from './1766200000000-preview-cache.ts';
import { DerivedTrends1766250000000 } from './1766250000000-derived-trends.ts';
import { RunQuantities1766270000000 } from './1766270000000-run-quantities.ts';
import { DatasetChains1766280000000 } from './1766280000000-dataset-chains.ts';
import { RunLabels1766290000000 } from './1766290000000-run-labels.ts';

/** All migrations, oldest first. One that has landed never changes: a database may have it. */
export const migrations = [
  Initial1764000000000,
  Selection1764000100000,
  Enrichment1764100000000,
  PointOrder1764200000000,
  BegunBy1764300000000,
  StandardNames1764400000000,
  ProcessingEras1764500000000,
  LastUsed1764600000000,
  RevokedSession1764700000000,
  MetricRevision1764800000000,
  ConfigProblem1764900000000,
  ConfigGuidance1765000000000,
  FileSoftware1765100000000,
  Alarms1765200000000,
  Notifications1765300000000,
  RunFlags1765400000000,
  Notes1765500000000,
  RunJudgements1765600000000,
  ReadTokens1766000000000,
  ImportedPoints1766100000000,
  PreviewCache1766200000000,
  DerivedTrends1766250000000,
  RunQuantities1766270000000,
  DatasetChains1766280000000,
  RunLabels1766290000000,
] as const;
