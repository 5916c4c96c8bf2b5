import type { Command } from 'commander';
import type { ExitStatus } from './exit-status.ts';

/** Adds a subcommand, with an example in its help. */
export type DefineCommand = (name: string, summary: string, example: string) => Command;

/** Receives the exit status of the command that was run. */
export type Finish = (status: ExitStatus) => void;
