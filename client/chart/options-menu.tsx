import { Button, Divider, Popover, Select, Stack, Switch, Text } from '@mantine/core';
import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { axisQuantity, type XAxis, xAxes } from './axis/run-axis.ts';
import { BinsInput } from './bins/bins-input.tsx';
import { type ChartOptions, hiddenReason } from './chart-options.ts';
import { overlays } from './overlays.ts';
import { type RunQuantity, withUnit } from '../run-selection/run-quantity.ts';

const xAxisNames: Readonly<Record<(typeof xAxes)[number], string>> = {
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

const noQuantities: readonly never[] = [];

/** A menu of how the plots of a page are drawn. */
export function ChartOptionsMenu({
  options,
  quantities = noQuantities,
  change,
  action,
  children,
}: {
  options: ChartOptions;
  /** Quantities of the runs that can be the x axis; by default none can. */
  quantities?: readonly RunQuantity[];
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
            data={xAxisChoices(options.x, quantities)}
            value={options.x}
            onChange={(x) => x !== null && change({ chart: { ...options, x: x as XAxis } })}
            allowDeselect={false}
            searchable={quantities.length > 0}
            comboboxProps={{ withinPortal: false }}
          />
          <Divider label="Overlays" labelPosition="left" />
          {overlays.map((overlay) => {
            const { key, label, help } = overlay;
            const reason = hiddenReason(overlay, options);
            return (
              <Switch
                key={key}
                label={label}
                title={reason ?? help}
                disabled={reason !== undefined}
                checked={options.overlays[key] === true}
                onChange={({ currentTarget: { checked } }) =>
                  change({ chart: { ...options, overlays: { ...options.overlays, [key]: checked } } })
                }
              />
            );
          })}
          {axisQuantity(options.x) === undefined ? null : (
            <Text size="xs" c="dimmed">
              Overlays that need the runs in their order are not drawn over a quantity.
            </Text>
          )}
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

/** The choices of the x axis, with the one that is selected where it is of an unknown quantity. */
function xAxisChoices(selected: XAxis, quantities: readonly RunQuantity[]) {
  const orders = xAxes.map((value) => ({ value: value as string, label: xAxisNames[value] }));
  const known = quantities.map((quantity) => ({ value: `oms:${quantity.key}`, label: withUnit(quantity) }));
  const key = axisQuantity(selected);
  const isUnknown = key !== undefined && !quantities.some((each) => each.key === key);
  const all = [...known, ...(isUnknown ? [{ value: selected, label: `${key}: unknown` }] : [])];
  return all.length === 0
    ? orders
    : [
        { group: 'Runs in their order', items: orders },
        { group: 'Quantities of the runs', items: all },
      ];
}
