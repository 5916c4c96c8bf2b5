import { useApolloClient, useQuery } from '@apollo/client/react';
import { Button, Group, Select, Text } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { BrowsedElementDocument, BrowsedFileDocument, DatasetsDocument } from '../../generated/operations.ts';
import { DatasetSelect } from '../../point/dataset-select.tsx';
import { selectDataset } from '../../point/select-dataset.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { useUrlState } from '../../url/use-url-state.ts';
import { draftCodec, maxNames } from './draft-view.ts';
import { IniEditor } from './editor/ini-editor.tsx';
import { ProblemList } from './editor/problem-list.tsx';
import { PickElement } from './form/pick-element.tsx';
import { SectionForm } from './form/section-form.tsx';
import { selectConfigs } from './results/draft-lines.ts';
import { MemberTable } from './results/member-table.tsx';
import { OverRuns } from './results/over-runs.tsx';
import { TakeConfig } from './take-config.tsx';
import { appendSection, copySection, freeName } from '../../config-text/edit-text.ts';
import { valueOf } from '../../config-text/ini-text.ts';
import { sectionOfElement } from '../../config-text/new-section.ts';
import { useCheckedDraft, useDraftPreview } from './use-checked-draft.ts';
import { useDraftText } from './use-draft-text.ts';
import { useSubsystem } from './use-subsystem.ts';
import styles from './new-config.module.css';

/** A line of the last section of any text. */
const lastLine = Number.MAX_SAFE_INTEGER;

const noDataset = { primaryDataset: '', processing: '' };

/** A draft of config sections: their text and form, and beside them their values and alarms over runs. Nothing of it is stored. */
export function NewConfigPage() {
  const [view, update] = useUrlState(draftCodec);
  const { text, sections, section, isInAddress, change, select } = useDraftText(view, update);
  const [isPicking, setIsPicking] = useState(false);
  const client = useApolloClient();
  const { data: available } = useQuery(DatasetsDocument);
  const datasets = available?.datasets ?? [];
  const dataset = selectDataset(datasets, view);
  const { data: browsed } = useQuery(BrowsedFileDocument, {
    variables: { ...(dataset ?? noDataset), run: null },
    skip: dataset === undefined,
  });
  const file = browsed?.file?.path;
  const plots = sections.filter(({ kind }) => kind === 'plot');
  const [element] = plots.flatMap((plot) => valueOf(plot, 'relativePath').split('\n')).filter((path) => path !== '');
  const { subsystem, options } = useSubsystem(view.subsystem, element);
  const checked = useCheckedDraft(text, subsystem);
  const { draft, isCurrent, error } = checked;
  const { preview, error: previewError } = useDraftPreview(checked, subsystem, dataset ?? noDataset);
  const configs = draft?.configs ?? [];
  const selected = selectConfigs(configs, view.names);
  const selectedNames = selected.map(({ name }) => name);

  const addSection = async (path: string): Promise<void> => {
    if (file === undefined) return;
    setIsPicking(false);
    const { data } = await client.query({ query: BrowsedElementDocument, variables: { file, element: path } });
    const shown = data?.file?.element;
    const added = sectionOfElement({ path, className: shown?.className ?? null, object: shown?.object ?? null });
    change(appendSection(text, added), lastLine);
  };
  const compare = (): void => {
    if (!section) return;
    const name = freeName(sections, section.name);
    change(copySection(text, section, name), lastLine);
    update({ names: [...new Set([section.name, ...selectedNames, name])].slice(0, maxNames) }, { replace: true });
  };
  const rename = (after: string, name: string): void => {
    change(after);
    if (section && view.names.includes(section.name))
      update({ names: view.names.map((each) => (each === section.name ? name : each)) }, { replace: true });
  };
  return (
    <div className={`page ${styles.page}`}>
      <PageHead title="New config" about="Draft a plot: edit its section, and see its values and alarms over runs">
        <Select
          aria-label="Subsystem"
          placeholder="Subsystem"
          w={130}
          searchable
          data={options}
          value={subsystem || null}
          onChange={(value) => update({ subsystem: value ?? '' }, { replace: true })}
        />
        {dataset ? (
          <DatasetSelect
            aria-label="Dataset"
            searchable
            w={260}
            datasets={datasets}
            dataset={dataset}
            change={(changed) => update(changed, { replace: true })}
          />
        ) : null}
      </PageHead>
      <div className={styles.panes}>
        <div className={styles.draft}>
          <Group gap="xs">
            <Button leftSection={<Plus size={14} />} onClick={() => setIsPicking(true)}>
              Add a plot of an ME
            </Button>
            <Button disabled={section?.kind !== 'plot'} onClick={compare}>
              Compare with another setting
            </Button>
          </Group>
          <div className={styles.editor}>
            <IniEditor
              text={text}
              problems={isCurrent ? (draft?.problems ?? []) : []}
              onChange={change}
              onLine={select}
            />
          </div>
          {error ? <Failure what="The text could not be checked." error={error} /> : null}
          <ProblemList text={text} draft={draft} onChange={change} />
          {isInAddress ? null : (
            <Text size="xs" c="var(--caution)" role="alert">
              The text is too long for an address, which keeps an earlier one: copy or download it before you leave.
            </Text>
          )}
          {text.trim() === '' ? null : (
            <TakeConfig
              text={text}
              subsystem={subsystem}
              name={(configs[0]?.name ?? plots[0]?.name ?? 'plots').replaceAll(/[^\w.+-]+/g, '_')}
              isValid={isCurrent && configs.length > 0 && draft?.problems.length === 0}
            />
          )}
          {section?.kind === 'plot' ? (
            <section aria-label="Form" className={styles.form}>
              {plots.length > 1 ? (
                <Select
                  label="Section"
                  data={plots.map(({ name, line }) => ({ value: String(line), label: `${name} (line ${line})` }))}
                  value={String(section.line)}
                  allowDeselect={false}
                  onChange={(line) => select(Number(line))}
                />
              ) : null}
              <SectionForm
                key={section.line}
                text={text}
                section={section}
                draft={draft}
                file={file}
                onChange={change}
                onRename={rename}
              />
            </section>
          ) : null}
        </div>
        <div className={styles.results}>
          {configs.length > 0 && dataset ? (
            <>
              {previewError ? <Failure what="The latest file could not be read." error={previewError} /> : null}
              <MemberTable
                configs={configs}
                count={draft?.configCount ?? configs.length}
                preview={preview}
                selected={selectedNames}
                onSelect={(names) => update({ names }, { replace: true })}
              />
              {selected.length > 0 ? (
                <OverRuns
                  text={checked.text}
                  subsystem={subsystem}
                  dataset={dataset}
                  configs={selected}
                  view={view}
                  update={update}
                />
              ) : null}
            </>
          ) : (
            <Empty title={text.trim() === '' ? 'No config yet' : 'No valid config'}>
              {text.trim() === '' ? (
                <>
                  <p>Select the ME of the plot, or type a section: its values over runs are shown here.</p>
                  <Button variant="filled" onClick={() => setIsPicking(true)}>
                    Select an ME
                  </Button>
                </>
              ) : (
                'Its values over runs are shown here once the text has no problems.'
              )}
            </Empty>
          )}
        </div>
      </div>
      {isPicking ? (
        <PickElement
          title="ME of the plot"
          file={file}
          selected={null}
          onSelect={(path) => void addSection(path)}
          close={() => setIsPicking(false)}
        />
      ) : null}
    </div>
  );
}
