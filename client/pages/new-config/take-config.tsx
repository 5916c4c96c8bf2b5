import { useQuery } from '@apollo/client/react';
import { Button, Group, Text } from '@mantine/core';
import { Download, GitPullRequest } from 'lucide-react';
import { DraftLinkDocument } from '../../generated/operations.ts';
import { CopyText } from '../../ui/copy/copy-text.tsx';
import { saveAs } from '../../ui/copy/save-as.ts';
import { useCopy } from '../../ui/copy/use-copy.ts';

/** Takes the text to where configs are: by the clipboard, as a file, or to a merge request. */
export function TakeConfig({
  text,
  subsystem,
  name,
  isValid,
}: {
  text: string;
  subsystem: string;
  /** Of the file, without .ini. */
  name: string;
  /** Whether the text, as it was checked last, has configs and no problems. */
  isValid: boolean;
}) {
  const { copy } = useCopy();
  const { data } = useQuery(DraftLinkDocument, {
    variables: { subsystem, text, name },
    skip: !isValid,
    fetchPolicy: 'no-cache',
  });
  const link = isValid ? data?.draft.editUrl : undefined;
  return (
    <div>
      <Group gap="xs">
        <CopyText text={text} what="config" title="Copies the text" about="The config" />
        <Button
          size="compact-sm"
          leftSection={<Download size={14} />}
          onClick={() => saveAs(`${name}.ini`, new Blob([text], { type: 'text/plain' }))}
        >
          Download .ini
        </Button>
        {link ? (
          <Button
            size="compact-sm"
            component="a"
            href={link}
            target="_blank"
            rel="noreferrer"
            title="Opens the page of the repository that makes a file, and copies the text, for pages that cannot be given it"
            onClick={() => copy(text)}
            leftSection={<GitPullRequest size={14} />}
          >
            Open merge request
          </Button>
        ) : null}
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        For a file such as{' '}
        <span className="mono">
          configs/{subsystem || 'SUBSYSTEM'}/{name}.ini
        </span>
        . Nothing is stored here: this page’s address has the text.
      </Text>
    </div>
  );
}
