import { expect, it } from 'vitest';
import { type IncidentMember, nameIncident } from '../../../server/judge/incident-name.ts';

const members = (subsystem: string, configs: readonly string[], primaryDataset = 'ZeroBias'): IncidentMember[] =>
  configs.map((config) => ({ subsystem, config, primaryDataset }));

it.each<[string, IncidentMember[]]>([
  ['', []],
  ['Tracker NTracks_mean in ZeroBias', members('Tracker', ['NTracks_mean'])],
  ['RPC BX_* (3) in ZeroBias', members('RPC', ['BX_wm1', 'BX_w0', 'BX_wp1'])],
  ['Pixel charge_*_mean (2) in ZeroBias', members('Pixel', ['charge_L1_x_mean', 'charge_L2_y_mean'])],
  ['L1T (2) in ZeroBias', members('L1T', ['TurnOn_Plateau', 'eff_mean'])],
  [
    'RPC BX_* (2), CSC NSegments',
    [...members('CSC', ['NSegments']), ...members('RPC', ['BX_a', 'BX_b']), ...members('RPC', ['BX_a'], 'Muon0')],
  ],
  [
    'A (2), B b, C c, 2 more subsystems in ZeroBias',
    [...members('A', ['a_1', 'a_2']), ...['B', 'C', 'D', 'E'].flatMap((name) => members(name, [name.toLowerCase()]))],
  ],
])('names an incident %j by what its alarms share', (name, list) => {
  expect(nameIncident(list)).toBe(name);
});
