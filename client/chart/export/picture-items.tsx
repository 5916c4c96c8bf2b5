import { Menu, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { FileImage, Square, SquareCheck } from 'lucide-react';
import { useState } from 'react';
import { describeRuns, drawnPlots } from './drawn-plots.ts';
import { pictureFormats, savePicture } from './save-picture.ts';

/** Menu items that save plots of the page as a picture, and the switch of its style, which the browser remembers. */
export function PictureItems({
  name,
  plots,
  title,
  datasets,
  link,
  close,
}: {
  /** Of the file, without extension. */
  name: string;
  /** Selector of the elements whose plots are in the picture. */
  plots: string;
  title: string;
  datasets: string;
  link: string;
  close: () => void;
}) {
  const [cms, setCms] = useLocalStorage({ key: 'hdqm-cms-style', defaultValue: false });
  const [failure, setFailure] = useState('');
  const save = async (format: (typeof pictureFormats)[number]): Promise<void> => {
    const drawn = drawnPlots(plots);
    const [first] = drawn;
    const about = first ? `${datasets}: ${describeRuns(first.data)}` : datasets;
    try {
      await savePicture(name, format, drawn, { title, about, link: new URL(link, location.href).href }, { cms });
      close();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      {pictureFormats.map((format) => (
        <Menu.Item
          key={format}
          leftSection={<FileImage size={14} />}
          closeMenuOnClick={false}
          onClick={() => void save(format)}
        >
          Picture ({format.toUpperCase()})
        </Menu.Item>
      ))}
      <Menu.Item
        aria-label={`CMS style: ${cms ? 'on' : 'off'}`}
        title='Pictures with the label "CMS Preliminary" and ticks as in ROOT'
        leftSection={cms ? <SquareCheck size={14} /> : <Square size={14} />}
        closeMenuOnClick={false}
        onClick={() => setCms(!cms)}
      >
        CMS style
      </Menu.Item>
      {failure === '' ? null : (
        <Text size="xs" p={6} c="var(--mantine-color-error)" role="alert">
          The picture could not be saved. {failure}
        </Text>
      )}
    </>
  );
}
