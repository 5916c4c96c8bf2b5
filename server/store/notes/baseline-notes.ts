/**
 * SQL of the notes that set a new baseline, as a table: the first run of each and its scope. A note on a fill without runs sets none.
 */
const baselineNotes = `SELECT coalesce(first_run, (SELECT min(number) FROM run WHERE run.fill = note.fill)) AS run, subsystem, config,
  primary_dataset, processing FROM note WHERE new_baseline AND retired_at IS NULL`;

/** SQL of a common table expression that `baselineRun` reads. */
export const withBaselineNotes = `WITH baseline_note AS MATERIALIZED (${baselineNotes})`;

/**
 * SQL of the run from which a trend is judged; null: from its first one. The later of what a user set for an alarm and of the first runs of
 * notes with a new baseline in whose scope the trend is. Reads the tables `config`, `dataset` and `judged_trend` of a query with
 * `withBaselineNotes`.
 */
export const baselineRun = `greatest(judged_trend.baseline_run, (
  SELECT max(note.run) FROM baseline_note AS note
  WHERE (note.subsystem IS NULL OR note.subsystem = config.subsystem) AND (note.config IS NULL OR note.config = config.name)
    AND (note.primary_dataset IS NULL OR note.primary_dataset = dataset.primary_dataset)
    AND (note.processing IS NULL OR note.processing = dataset.processing)
))`;
