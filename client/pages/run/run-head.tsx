import { ActionIcon, Anchor, Button, Group, Menu } from '@mantine/core';
import { ArrowLeft, ArrowRight, ChevronDown } from 'lucide-react';
import { Link } from 'react-router';
import type { ListedRunChangesFragment, RunAttributesFragment } from '../../generated/operations.ts';
import { CopyText } from '../../ui/copy/copy-text.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { certHelperLink, dialsLink, newDqmGuiLink, omsLink, runRegistryLink } from '../../url/cms-links.ts';
import { alarmLink } from '../incidents/alarm-card.tsx';
import { describeRun, type JudgedTrend, type Judgements, markdown, plainText, runText } from './run-text.ts';
import { type RunView, sameViewLink } from './run-view.ts';

interface RunHeadProps {
  run: RunAttributesFragment;
  /** The significant runs before and after it; undefined if there is none. */
  previous: number | undefined;
  next: number | undefined;
  /** Undefined while they are loaded. */
  judgements: Judgements | undefined;
  changes: ListedRunChangesFragment | null | undefined;
  view: RunView;
}

/** The number of a run and what it is, with links to the runs around it, and copies for the elog. */
export function RunHead({ run, previous, next, judgements, changes, view }: RunHeadProps) {
  const { number } = run;
  return (
    <PageHead title={`Run ${number}`} about={describeRun(run) || 'OMS and Run Registry have not answered yet'}>
      <Group gap={6}>
        <Step run={previous} view={view} label="Previous significant run" shortcut="[" />
        <Step run={next} view={view} label="Next significant run" shortcut="]" />
        <External href={omsLink(number)}>OMS</External>
        <External href={runRegistryLink(number)}>Run Registry</External>
        <OtherServices run={number} />
        {judgements ? <CopyRun run={run} judgements={judgements} changes={changes} view={view} /> : null}
      </Group>
    </PageHead>
  );
}

/** Links to services that are needed less often. */
function OtherServices({ run }: { run: number }) {
  const links = [
    ['DIALS', dialsLink(run)],
    ['new DQM GUI', newDqmGuiLink(run)],
    ['CertHelper', certHelperLink(run)],
  ] as const;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button size="compact-sm" rightSection={<ChevronDown size={14} />}>
          More services
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {links.map(([name, href]) => (
          <Menu.Item key={name} component="a" href={href} target="_blank" rel="noreferrer">
            {name} ↗
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Step({
  run,
  view,
  label,
  shortcut,
}: {
  run: number | undefined;
  view: RunView;
  label: string;
  shortcut: '[' | ']';
}) {
  const icon = shortcut === '[' ? <ArrowLeft size={16} /> : <ArrowRight size={16} />;
  if (run === undefined)
    return (
      <ActionIcon variant="default" disabled aria-label={label} title={`There is no ${label.toLowerCase()}`}>
        {icon}
      </ActionIcon>
    );
  return (
    <ActionIcon
      variant="default"
      component={Link}
      to={sameViewLink(run, view)}
      aria-label={label}
      title={`${label}: ${run} (${shortcut})`}
    >
      {icon}
    </ActionIcon>
  );
}

function External({ href, children }: { href: string; children: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm" mx={4}>
      {children} ↗
    </Anchor>
  );
}

function CopyRun({ view, ...about }: Pick<RunHeadProps, 'run' | 'changes' | 'view'> & { judgements: Judgements }) {
  const { number } = about.run;
  const absolute = (link: string): string => new URL(link, location.href).toString();
  const content = {
    ...about,
    address: absolute(sameViewLink(number, view)),
    linkOf: ({ trend }: JudgedTrend) => absolute(alarmLink({ run: number, trend })),
  };
  return (
    <>
      <CopyText
        text={runText(content, plainText)}
        title="For the elog: the run, its worst trends and what changed"
        about="Text of the run"
      />
      <CopyText
        text={runText(content, markdown)}
        format="Markdown"
        title="For the elog: the run, its worst trends as links, and what changed"
        about="Markdown of the run"
      />
    </>
  );
}
