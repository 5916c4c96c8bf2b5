/** The part of judging that runs in a thread. */
import { enableSourceMaps } from '../app/source-maps.ts';
import { type JudgeInput, judgeTrend, type TrendJudgement } from './judge-trend.ts';

enableSourceMaps();

/** Judges trends: the task of the thread. */
export default function judgeTrends(inputs: readonly JudgeInput[]): TrendJudgement[] {
  return inputs.map(judgeTrend);
}
