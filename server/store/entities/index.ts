export { Config, ConfigRevision } from './config.ts';
export { Dataset } from './dataset.ts';
export { DisplayGroup } from './display-group.ts';
export { File, type FileState, fileStates } from './file.ts';
export { Point } from './point.ts';
export { Run } from './run.ts';
export { Scan, type ScanState, scanStates } from './scan.ts';
export { Selection } from './selection.ts';
export { Trend } from './trend.ts';
