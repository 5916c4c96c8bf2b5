import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { optimizationFlags } from '../../../server/app/optimization.ts';

const flag = optimizationFlags[Number.parseInt(process.versions.node, 10)];

describe('optimizationFlags', () => {
  it.skipIf(flag === undefined)('has a flag that this version of Node knows', () => {
    const { status, stderr } = spawnSync(process.execPath, [flag ?? '', '--eval', ''], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
