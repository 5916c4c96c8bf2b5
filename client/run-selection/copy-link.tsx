import { Menu, TextInput } from '@mantine/core';
import { Check, Link2, Pin } from 'lucide-react';
import { useCopy } from '../ui/copy/use-copy.ts';
import { pinnedLink } from './pinned-link.ts';

/** Menu items that copy an address: as it is, whose latest runs change with time, and with the runs that are shown now. */
export function CopyLinkItems({ link, runs }: { link: string; runs: readonly number[] }) {
  const { copy, result } = useCopy();
  const address = new URL(link, location.href).href;
  const pinned = pinnedLink(address, runs);
  const item = (label: string, url: string, icon: typeof Link2) => {
    const isCopied = result?.isCopied === true && result.text === url;
    const Icon = isCopied ? Check : icon;
    return (
      <Menu.Item leftSection={<Icon size={14} />} closeMenuOnClick={false} onClick={() => copy(url)}>
        {isCopied ? 'Link copied' : label}
      </Menu.Item>
    );
  };
  return (
    <>
      {item(pinned === undefined ? 'Copy link' : 'Copy link as now', address, Link2)}
      {pinned === undefined ? null : item('Copy link to these runs, pinned', pinned, Pin)}
      {result?.isCopied === false ? <TextInput p={6} aria-label="Link" readOnly value={result.text} autoFocus /> : null}
    </>
  );
}
