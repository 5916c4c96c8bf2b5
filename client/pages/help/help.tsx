import { Anchor, Kbd, Table, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { overlays } from '../../chart/overlays.ts';
import styles from './help.module.css';

const keys: readonly [keys: readonly string[], does: string][] = [
  [['Tab'], 'goes from plot to plot, and to every control'],
  [
    ['←', '→'],
    'on a plot: from run to run, its details beside it; beside an open histogram: to the run before and after',
  ],
  [['Enter'], 'on a plot: opens the histogram behind the chosen run'],
  [['Esc'], 'closes what is open'],
];

/** How to read and use HDQM. */
export function HelpPage() {
  const { hash } = useLocation();
  useEffect(() => {
    document.title = 'Help · HDQM';
    document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [hash]);
  return (
    <div className={`page ${styles.root}`}>
      <Title order={1} size="h3">
        Help
      </Title>
      <nav aria-label="On this page" className={styles.index}>
        {[
          ['plots', 'Reading a plot'],
          ['runs', 'Choosing runs'],
          ['histograms', 'The histogram behind a point'],
          ['changes', 'What counts as a change'],
          ['metrics', 'Metrics'],
          ['failures', 'Runs without a value'],
          ['keys', 'Keys'],
          ['new', 'Asking for a new plot'],
        ].map(([id, title]) => (
          <Anchor key={id} href={`#${id}`} size="sm">
            {title}
          </Anchor>
        ))}
      </nav>

      <Part id="plots" title="Reading a plot">
        <p>
          Every night HDQM reads chosen histograms (monitor elements, MEs) of the DQM files, and reduces each to a value
          and an error by a <b>metric</b>. A plot shows that value run by run: a <b>trend</b>. Values of different
          config revisions may not be comparable. The menu <b>View</b> selects the x axis and switches overlays on and
          off:
        </p>
        <ul>
          {overlays.map(({ key, label, help }) => (
            <li key={key}>
              <b>{label}</b>: {help}
            </li>
          ))}
        </ul>
        <p>
          A <b>gap</b> is a run without a value; point at it and it says why. A point at the edge with an arrow is far
          outside: the range follows the bulk of the points, until you switch that off. Each plot has a menu with its
          picture, its numbers as CSV, a link, and <b>its own page</b> with statistics, correlations and more.
        </p>
      </Part>

      <Part id="runs" title="Choosing runs">
        <p>
          The latest so many runs of a dataset, a list such as <code>355100-355200, 355300</code>, or a golden JSON
          (paste it, or drop the file: the server keeps it under a short name, so that the link works for others, too).
          Filters by class, era, fill, duration and luminosity narrow that down.
        </p>
        <p>
          <b>Significant</b> runs, on by default, are those worth plotting: no special HLT key; collisions with 0.1 /pb
          recorded or more; cosmics of an hour or more. A run of which OMS and Run Registry have not told yet shows,
          too. Everything you choose stands in the address: copy it, and others see what you see.
        </p>
      </Part>

      <Part id="histograms" title="The histogram behind a point">
        <p>
          Click a point. Beside the plots opens what it comes from: all inputs of the metric as the file has them now,
          drawn by jsroot. Drag over them to zoom, double-click to see all; lay the runs beside or a reference run over
          them, normalised or not; project a histogram of two dimensions. Where the file is gone, it says so. Below
          stand the file, its version, the config&apos;s revision, and all that OMS and Run Registry know of the run.
        </p>
      </Part>

      <Part id="changes" title="What counts as a change">
        <p>
          The start page judges the newest runs of each dataset against the significant runs before them. The usual
          value is their median; the usual spread 1.4826 times their median absolute deviation, which is the standard
          deviation where they are normal, and no few odd runs move it; it is a thousandth of the median at least.
        </p>
        <p className="mono">z = (value − median) / √(spread² + error²)</p>
        <p>
          From |z| of 5 on (adjustable) a trend is listed, the worst first. A trend that always had a value and has none
          any more is listed, too. Eight runs of the config&apos;s present revision are needed.
        </p>
      </Part>

      <Part id="metrics" title="Metrics">
        <p>
          <Anchor component={Link} to="/metrics">
            Metrics
          </Anchor>{' '}
          lists them all with their formulas and parameters;{' '}
          <Anchor component={Link} to="/configs">
            Configs
          </Anchor>{' '}
          lists what is plotted with which. Numbers are those that ROOT gives. In{' '}
          <Anchor component={Link} to="/graphiql">
            GraphiQL
          </Anchor>{' '}
          everything that the pages show can be asked for directly, with examples to begin from.
        </p>
      </Part>

      <Part id="failures" title="Runs without a value">
        <Table fz="sm" verticalSpacing={3}>
          <Table.Tbody>
            {[
              ['MISSING_HISTOGRAM', 'ME not found in the file'],
              ['UNREADABLE', 'its record in the file is damaged'],
              ['WRONG_TYPE', 'its class or axes are none that the metric can use'],
              ['INCOMPATIBLE', 'two inputs have different bins'],
              ['NO_SUCH_BIN', 'the bin or label that the metric asks for is not there'],
              ['NO_DATA', 'it is empty'],
              ['TOO_FEW_ENTRIES', 'it has fewer entries than the config or the metric asks for'],
              ['FIT_FAILED', 'the fit did not converge, or makes no sense'],
              ['NOT_FINITE', 'the value is infinite or no number'],
              ['METRIC_THREW', 'the metric has a fault'],
            ].map(([code, meaning]) => (
              <Table.Tr key={code}>
                <Table.Td className="mono">{code}</Table.Td>
                <Table.Td>{meaning}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Part>

      <Part id="keys" title="Keys">
        <Table fz="sm" verticalSpacing={3}>
          <Table.Tbody>
            {keys.map(([names, does]) => (
              <Table.Tr key={does}>
                <Table.Td w={110}>
                  {names.map((name) => (
                    <Kbd key={name} mr={4}>
                      {name}
                    </Kbd>
                  ))}
                </Table.Td>
                <Table.Td>{does}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Part>

      <Part id="new" title="Asking for a new plot">
        <p>
          A plot is a section of a config file. Write one, and try it on a file that you have before you hand it in:
        </p>
        <pre className="mono">{`[plot:NumberOfTrack_mean]
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
plotTitle = High-purity tracks per event
yTitle = Number of tracks`}</pre>
        <p>
          <code>hdqm check</code> tells whether it can be computed, <code>hdqm try</code> what it gives. Hand it in as a
          merge request to the folder <code>configs/</code> of your subsystem, or send it to whoever looks after HDQM.
          At the next scan the latest 100 runs of each dataset are filled in at once. Where no metric fits,{' '}
          <code>hdqm new-metric</code> writes one to begin from.
        </p>
      </Part>
    </div>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-label={title}>
      <Title order={2} size="h5" mt="lg" mb={4}>
        {title}
      </Title>
      {children}
    </section>
  );
}
