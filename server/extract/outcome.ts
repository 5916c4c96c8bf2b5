export interface FailedFile {
  readonly path: string;
  readonly reason: string;
}
