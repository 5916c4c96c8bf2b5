import { Menu, TextInput } from '@mantine/core';
import { Check, Code, Frame, Image } from 'lucide-react';
import { useCopy } from '../../../ui/copy/use-copy.ts';
import { embeddedPlotLinks } from '../../../url/links.ts';

/** Size of an embedded plot, in pixels. */
const [width, height] = [900, 480];

/** Menu items that copy what embeds the plot of this page in others: the URL of its picture, and HTML. */
export function EmbedItems({ title }: { title: string }) {
  const { copy, result } = useCopy();
  const { pathname, search, origin, href } = location;
  const { picture, frame } = embeddedPlotLinks(pathname, new URLSearchParams(search));
  const [pictureUrl, frameUrl] = [origin + picture, origin + frame];
  const alternative = escapeHtml(title);
  const item = (label: string, text: string, Icon: typeof Image, hint: string) => {
    const isCopied = result?.isCopied === true && result.text === text;
    const Shown = isCopied ? Check : Icon;
    return (
      <Menu.Item leftSection={<Shown size={14} />} title={hint} closeMenuOnClick={false} onClick={() => copy(text)}>
        {isCopied ? 'Copied' : label}
      </Menu.Item>
    );
  };
  return (
    <>
      {item('Copy URL of the picture', pictureUrl, Image, 'Always has the current data')}
      {item(
        'Copy HTML of the picture',
        `<a href="${escapeHtml(href)}"><img src="${escapeHtml(pictureUrl)}" width="${width}" height="${height}" alt="${alternative}"></a>`,
        Code,
        'For TWiki, Indico and Grafana',
      )}
      {item(
        'Copy HTML of a frame',
        `<iframe src="${escapeHtml(frameUrl)}" width="${width}" height="${height}" title="${alternative}"></iframe>`,
        Frame,
        'For sites that FRAME_ANCESTORS allows',
      )}
      {result?.isCopied === false ? <TextInput p={6} aria-label="Text" readOnly value={result.text} autoFocus /> : null}
    </>
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
