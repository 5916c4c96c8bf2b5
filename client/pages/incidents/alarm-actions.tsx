import { Button, Group, Modal, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  AcknowledgeAlarmsDocument,
  type AlarmSelection,
  ReopenAlarmsDocument,
  SetBaselineDocument,
} from '../../generated/operations.ts';
import { MutationButton, usePermission } from '../../ui/mutation-button.tsx';
import { countAlarms } from './alarm-text.ts';

/** What a user can do to alarms. */
export type AlarmAction = 'acknowledge' | 'mute' | 'baseline' | 'reopen';

/** The alarms that actions apply to. */
export interface ActionTargets {
  readonly alarms: AlarmSelection;
  readonly total: number;
  /** How many of them are not resolved. */
  readonly open: number;
  /** How many of them are acknowledged or muted. */
  readonly acknowledged: number;
  /** How many of them are not resolved and have a baseline: limits have none. */
  readonly withBaseline: number;
  /** The run at which they began. */
  readonly run: number;
}

interface ActionTexts {
  readonly label: string;
  /** What it does, in the dialog. */
  readonly about: (targets: ActionTargets) => string;
  /** How many of the alarms it changes. */
  readonly count: (targets: ActionTargets) => number;
  /** Why it changes none. */
  readonly unavailable: string;
}

const actions: Readonly<Record<AlarmAction, ActionTexts>> = {
  acknowledge: {
    label: 'Acknowledge',
    about: () => 'The cause is known. The alarms are resolved when their trends recover.',
    count: ({ open }) => open,
    unavailable: 'All alarms are back to normal',
  },
  mute: {
    label: 'Mute',
    about: () => 'The alarms stay known although their trends recover, so that these raise no further alarms.',
    count: ({ open }) => open,
    unavailable: 'All alarms are back to normal',
  },
  baseline: {
    label: 'Set baseline',
    about: ({ run, open, withBaseline }) =>
      `The values from run ${run} on are normal: trends are compared with them, and the alarms are resolved.` +
      (open > withBaseline ? ' Alarms of limits have no baseline and stay: change the limits in their configs.' : ''),
    count: ({ withBaseline }) => withBaseline,
    unavailable: 'Only open alarms of steps and anomalies have a baseline: for limits, change those of the config',
  },
  reopen: {
    label: 'Reopen',
    about: () => 'The acknowledgements are revoked: the alarms are new again.',
    count: ({ acknowledged }) => acknowledged,
    unavailable: 'No alarm is acknowledged or muted',
  },
};

const order: readonly AlarmAction[] = ['acknowledge', 'mute', 'baseline', 'reopen'];

/** Buttons that open the dialogs of actions on alarms. They are disabled, with the reason as their tooltip, where an action is not possible. */
export function AlarmActions({ targets, open }: { targets: ActionTargets; open: (action: AlarmAction) => void }) {
  const permission = usePermission('edit');
  return order.map((action) => {
    const { label, count, unavailable } = actions[action];
    const reason = permission?.denial ?? (count(targets) === 0 ? unavailable : undefined);
    return (
      <Button
        key={action}
        size="compact-sm"
        variant={action === 'acknowledge' ? 'filled' : 'default'}
        disabled={permission?.isGranted !== true || count(targets) === 0}
        title={reason}
        onClick={() => open(action)}
      >
        {label}…
      </Button>
    );
  });
}

type Limit = 'none' | 'run' | 'date';

/** The dialog of an action: its comment, and for how long an acknowledgement holds. */
export function ActionDialog({
  action,
  targets,
  close,
  onDone,
}: {
  action: AlarmAction;
  targets: ActionTargets;
  close: () => void;
  /** Called with the outcome in a few words. */
  onDone: (outcome: string) => void;
}) {
  const [comment, setComment] = useState('');
  const [limit, setLimit] = useState<Limit>('none');
  const [run, setRun] = useState('');
  const [date, setDate] = useState('');
  const { label, about, count } = actions[action];
  const hasLimit = action === 'acknowledge' || action === 'mute';
  const untilRun = hasLimit && limit === 'run' ? Number(run) : null;
  const untilTime = hasLimit && limit === 'date' ? endOf(date) : null;
  const isRun = /^\d{1,9}$/.test(run) && Number(run) >= targets.run;
  const isComplete =
    comment.trim() !== '' && (!hasLimit || limit === 'none' || (limit === 'run' ? isRun : untilTime !== null));
  const button = {
    label: `${label} ${countAlarms(count(targets))}`,
    permission: 'edit',
    primary: true,
    disabled: !isComplete,
    onDone: (outcome: string) => {
      onDone(outcome);
      close();
    },
  } as const;
  const note = { alarms: targets.alarms, comment: comment.trim() };
  return (
    <Modal
      opened
      onClose={close}
      closeButtonProps={{ 'aria-label': 'Close the dialog' }}
      title={`${label} ${countAlarms(count(targets))} of run ${targets.run}`}
    >
      <Stack gap="sm">
        <Text size="sm">{about(targets)}</Text>
        <Textarea
          label="Comment"
          description="Why: all users see it in the history."
          required
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
          value={comment}
          onChange={({ currentTarget: { value } }) => setComment(value)}
        />
        {hasLimit ? (
          <Radio.Group label="For how long" value={limit} onChange={(value) => setLimit(value as Limit)}>
            <Stack gap={6} mt={4}>
              <Radio size="xs" value="none" label={action === 'mute' ? 'indefinitely' : 'until the trend recovers'} />
              <Group gap="xs" align="start" wrap="nowrap">
                <Radio size="xs" mt={6} value="run" label="until run" />
                <TextInput
                  aria-label="Last run"
                  placeholder={`from ${targets.run}`}
                  inputMode="numeric"
                  w={120}
                  value={run}
                  error={run !== '' && !isRun ? `a run from ${targets.run} on` : undefined}
                  onChange={({ currentTarget: { value } }) => {
                    setRun(value);
                    setLimit('run');
                  }}
                />
              </Group>
              <Group gap="xs" align="start" wrap="nowrap">
                <Radio size="xs" mt={6} value="date" label="until the end of (UTC)" />
                <TextInput
                  aria-label="Last day"
                  type="date"
                  w={150}
                  value={date}
                  error={date !== '' && endOf(date) === null ? 'today or later' : undefined}
                  onChange={({ currentTarget: { value } }) => {
                    setDate(value);
                    setLimit('date');
                  }}
                />
              </Group>
            </Stack>
          </Radio.Group>
        ) : null}
        <Group justify="end" gap="xs">
          <Button size="compact-sm" onClick={close}>
            Cancel
          </Button>
          {action === 'reopen' ? (
            <MutationButton
              {...button}
              mutation={ReopenAlarmsDocument}
              variables={note}
              describe={({ reopenAlarms }) => `${countAlarms(reopenAlarms.length)} reopened.`}
            />
          ) : action === 'baseline' ? (
            <MutationButton
              {...button}
              mutation={SetBaselineDocument}
              variables={note}
              describe={({ setBaseline }) => `New baseline for ${countAlarms(setBaseline.length)}.`}
            />
          ) : (
            <MutationButton
              {...button}
              mutation={AcknowledgeAlarmsDocument}
              variables={{ ...note, mute: action === 'mute', untilRun, untilTime }}
              describe={({ acknowledgeAlarms }) =>
                `${countAlarms(acknowledgeAlarms.length)} ${action === 'mute' ? 'muted' : 'acknowledged'}.`
              }
            />
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** The end of a day in UTC, as ISO 8601; null if it has passed or is no date. */
function endOf(date: string): string | null {
  const time = Date.parse(`${date}T23:59:59Z`);
  return time > Date.now() ? new Date(time).toISOString() : null;
}
