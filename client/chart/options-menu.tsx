import { Button, Divider, Popover, Select, Stack, Switch } from '@mantine/core';
import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type XAxis, xAxes } from './axis/run-axis.ts';
import { BinsInput } from './bins/bins-input.tsx';
import type { ChartOptions } from './chart-options.ts';
import { overlays } from './overlays.ts';

const xAxisNames: Readonly<Record<XAxis, string>> = {
  even: 'Runs, evenly spaced',
  run: 'Run number',
  time: 'Time',
  duration: 'Run duration (bin width)',
  lumi: 'Integrated luminosity',
};

const yAxisSwitches = [
  ['clip', 'Clip outliers (marked with arrows)'],
  ['zero', 'Include zero'],
  ['log', 'Logarithmic'],
] as const;

/** A button of the menu. */
export interface MenuAction {
  readonly label: string;
  readonly title: string;
  readonly disabled: boolean;
  readonly run: () => void;
}

/** A menu of how the plots of a page are drawn. */
export function ChartOptionsMenu({
  options,
  change,
  action,
  children,
}: {
  options: ChartOptions;
  change: (part: { chart: ChartOptions }) => void;
  /** What a button of the menu does, which closes it. */
  action?: MenuAction;
  /** Further options of the page. */
  children?: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" shadow="md" width={290} trapFocus>
      <Popover.Target>
        <Button leftSection={<SlidersHorizontal size={13} />} onClick={() => setOpened(!opened)}>
          View
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Plot options">
        <Stack gap={8}>
          {action ? (
            <Button
              disabled={action.disabled}
              title={action.title}
              onClick={() => {
                setOpened(false);
                action.run();
              }}
            >
              {action.label}
            </Button>
          ) : null}
          {children}
          <BinsInput bins={options.bins} change={(bins) => change({ chart: { ...options, bins } })} />
          <Select
            label="x axis"
            data={xAxes.map((value) => ({ value, label: xAxisNames[value] }))}
            value={options.x}
            onChange={(x) => x !== null && change({ chart: { ...options, x: x as XAxis } })}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
          />
          <Divider label="Overlays" labelPosition="left" />
          {overlays.map(({ key, label, help, isOfRuns = false }) => (
            <Switch
              key={key}
              label={label}
              title={help}
              disabled={isOfRuns && options.bins !== 'run'}
              checked={options.overlays[key] === true}
              onChange={({ currentTarget: { checked } }) =>
                change({ chart: { ...options, overlays: { ...options.overlays, [key]: checked } } })
              }
            />
          ))}
          <Divider label="y axis" labelPosition="left" />
          {yAxisSwitches.map(([option, label]) => (
            <Switch
              key={option}
              label={label}
              checked={options[option]}
              onChange={({ currentTarget: { checked } }) => change({ chart: { ...options, [option]: checked } })}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
