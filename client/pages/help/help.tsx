import { Anchor, Kbd, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useEffect, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { overlays } from '../../chart/overlays.ts';
import { useListedPages } from '../../ui/listed-pages.ts';
import { usePageLink } from '../../url/carried-parameters.ts';
import { FailureCodes } from './failure-codes.tsx';
import { KeyboardTable } from './keyboard-table.tsx';
import styles from './help.module.css';

const sections = {
  pages: 'Pages',
  plots: 'Reading a plot',
  runs: 'Selecting runs',
  histograms: 'Histograms of a point',
  incidents: 'Alarms and incidents',
  notes: 'Notes',
  anomalies: 'What counts as an anomaly',
  metrics: 'Metrics',
  failures: 'Runs without a value',
  keys: 'Keyboard',
  new: 'Requesting a new plot',
} as const;

/** How to read and use HDQM. */
export function HelpPage() {
  const { hash } = useLocation();
  const pages = useListedPages();
  const linkOf = usePageLink();
  useDocumentTitle('Help · HDQM');
  useEffect(() => document.getElementById(hash.slice(1))?.scrollIntoView(), [hash]);
  return (
    <div className={`page ${styles.root}`}>
      <Title order={1} size="h3">
        Help
      </Title>
      <nav aria-label="On this page" className={styles.index}>
        {Object.entries(sections).map(([id, title]) => (
          <Anchor key={id} href={`#${id}`} size="sm">
            {title}
          </Anchor>
        ))}
      </nav>

      <Section id="pages">
        <ul>
          {pages.map(({ path, label, description }) => (
            <li key={path}>
              <Anchor component={Link} to={linkOf(path)} underline="always">
                {label}
              </Anchor>
              : {description}
            </li>
          ))}
        </ul>
        <p>
          The links between pages keep the selected subsystem, dataset and runs. <b>Incidents</b> and <b>Anomalies</b>{' '}
          show all subsystems until one is selected there. An address that the browser loads shows what it says, and
          nothing selected before.
        </p>
        <p>
          A dataset with the processing <b>chain</b> consists of several that CMS named differently over the years (
          <code>datasets.ini</code>): the points of each run are those of the first of them that has the run. The
          tooltip and the panel of a point name it. Segments, anomalies and alarms are in the plots of its members.
        </p>
        <p>
          <b>Compare all trends in a table</b>, beside the datasets of Trends, opens{' '}
          <Anchor component={Link} to={linkOf('/compare')} underline="always">
            Compare
          </Anchor>
          : each trend of a subsystem in two processings, datasets or eras, A and B, in the runs that both have (of two
          eras in the runs of each). The first are those that differ most: <b>Shift [σ]</b> is the mean of B − A in
          units of its error, the larger of that by the errors of the points and that by their scatter. <b>Ratio B/A</b>{' '}
          is that of the means; near zero there is none. <b>Beyond 3σ</b> is the share of runs in which A and B differ
          by more than three standard deviations. A click on a name opens the plot with both. Errors are combined as of
          independent measurements: two processings of the same events share fluctuations, so that their distances in σ
          are too small.
        </p>
        <p>
          Scripts read the same data, also as files: <b>Export</b> on a page gives the address. Where reading requires a
          login, they send a{' '}
          <Anchor component={Link} to={linkOf('/tokens')} underline="always">
            read token
          </Anchor>
          .
        </p>
      </Section>

      <Section id="plots">
        <p>
          Every night HDQM reads the configured histograms (monitor elements, MEs) of new DQM files, and a <b>metric</b>{' '}
          reduces each to a value with an uncertainty. A plot shows the values run by run: a <b>trend</b>. Values of
          different config revisions may not be comparable. The menu <b>View</b> selects the x axis and switches
          overlays on and off:
        </p>
        <ul>
          {overlays.map(({ key, label, help }) => (
            <li key={key}>
              <b>{label}</b>: {help}
            </li>
          ))}
        </ul>
        <p>
          <b>A point for each</b> fill, day, week, era or number of /pb instead of each run: the mean weighted with
          1/error² (equal weights where a value has no error), with its error. The tooltip has the runs and the spread,
          their standard deviation; a click shows the runs. Notes, changes, flags, levels and steps belong to runs and
          are not drawn then. Exports have the runs.
        </p>
        <ul>
          <li>
            A <b>gap</b> is a run without a value; its tooltip shows the reason. An <b>arrow</b> at the edge marks an
            outlier beyond the y range: at most about 5 % of the points of each series. A <b>number in brackets</b> at
            the title of the y axis is an offset: add it to the labels.
          </li>
          <li>
            <b>Zoom</b>: drag over a plot to select runs, values or both: the runs of all plots of the page, and the y
            axis of this one. The <b>tooltip</b> lists the nearest series first, and a line marks its run in all plots.
          </li>
          <li>
            <b>Legend</b>: a click on a series hides it; the points of the first dataset are filled, those of others
            hollow. <b>View</b> sorts the plots by name, change or slope and hides constant ones.
          </li>
          <li>
            The <b>menu of a plot</b> saves it as a picture (PNG, SVG or PDF) or as CSV, copies a link, and opens{' '}
            <b>its own page</b> with statistics, correlations, a macro for ROOT and more; the toolbar saves a picture of
            all plots in the window. <b>CMS style</b> gives pictures the label “CMS Preliminary” and ticks as in ROOT. A
            printed page has no controls, and light colours.
          </li>
          <li>
            The page of a <b>group</b> has all its series in a table, which is its legend: a click on a name hides a
            series, hovering a row dims the others, a click on a head sorts the rows.
          </li>
          <li>
            <b>Expression</b> on the page of a plot draws a ratio, a difference or another expression of the trends of
            its subsystem, such as <code>{'${Mean} / ${PromptReco:Mean}'}</code> or{' '}
            <code>{'${Clusters} / recordedLumi'}</code>, with the uncertainties of independent inputs; the link to the
            page has it. A <b>derived trend</b> is one that the configs define; the panel of its points has the values
            of its inputs, with links to their points.
          </li>
          <li>
            On the page of a plot, up to three quantities of the runs, such as the integrated luminosity or the pile-up,
            have axes of their own at the right, and the <b>correlation</b> opens against the recorded luminosity;
            triangles at its edge are outliers. <b>View</b>, <b>x axis</b> draws the points over a quantity: the runs
            are in its order, without those for which it is unknown, and a drag selects values only.
          </li>
        </ul>
      </Section>

      <Section id="runs">
        <p>
          Select the latest N runs of a dataset, a list such as <code>355100-355200, 355300</code>, or a golden JSON:
          paste it or drop the file. A minus sign excludes a run: <code>all, -367232</code>; so does <b>Exclude run</b>{' '}
          in the panel of a point. The server stores it under a short id, so that links to the page include it. Filters
          by class, era, fill, duration, luminosity and certification flags narrow the selection down, and so does a
          minimum share of the lumisections of a run that are in the golden JSON. The menu copies any selection as a
          golden JSON.
        </p>
        <p>
          A <b>certification flag</b> is what Run Registry has for a column such as <code>tracker-strip</code>: the
          status of most lumisections of the run, and the share of those that are good. A filter on a flag selects the
          runs with one of its statuses, and with at least a share of good lumisections; runs without a flag are
          excluded. <b>Runs</b> has a column for each, the plots have a ribbon below the axis.
        </p>
        <p>
          <b>Runs</b> lists all runs, with the same filters. Its search finds runs and ranges,{' '}
          <code>367400-367500, 367600</code>, and words of the fill, class, era and keys. <b>Columns</b> selects the
          columns, which the browser remembers. Select rows with their checkboxes, from one to another with{' '}
          <Kbd>Shift</Kbd>, or all with that of the head: <b>Trends of these runs</b> opens the trends with these runs
          and no others, and their numbers can be copied.
        </p>
        <p>
          <b>Significant</b> runs (on by default) are worth plotting: no special HLT key, and enough luminosity or
          duration for their class. Unless the installation has other rules these are 0.1 /pb recorded for collisions,
          10 /µb for heavy ions, and one hour for cosmics. Runs without OMS and Run Registry information are included
          until it is available. The address of the page contains the whole view: copy it to share what you see.{' '}
          <b>Copy link</b> copies it as it is now, with the latest runs of the day on which it is opened, or with these
          runs, pinned. A link to a point whose run has left the latest N runs opens the N runs around it.
        </p>
      </Section>

      <Section id="histograms">
        <p>
          Click a point to open the histograms that its value was computed from: all inputs of the metric, read from the
          DQM file and drawn by JSROOT. Drag to zoom, double-click to unzoom. Overlay the neighbouring runs or a
          reference run: one that you type, the previous significant run, the run with most entries of the same fill or
          of the segment of the trend, or the one that <code>reference-runs.ini</code> pins for the subsystem. Below is
          the ratio to it, and the differences in units of their errors (<b>pulls</b>); χ² and Kolmogorov are those of
          ROOT. Histograms can be normalised, and those of two or three dimensions projected as ROOT does (a TProfile2D
          as a profile). If the metric is a fit, its curve is drawn over the histogram in the range of the fit, with the
          parameters. If the file was removed, the panel shows an error. Below are the file, its version, the
          config&apos;s revision, and all OMS and Run Registry attributes of the run.
        </p>
        <p>
          <b>Compare runs</b> below a plot adds the histograms of two sets of runs, A and B, as TH1::Add does, and
          compares the sums: with the value of the metric of each, so that a fit that fails for short runs succeeds.
          Type the runs, pick the zoomed range, a fill, an era or the runs of a note, or drag over the plot. A and B
          have up to 200 runs together, for all trends of the plot. A run whose bins or labels differ from those of the
          first is left out and listed with the reason; A and B may have the same runs.
        </p>
      </Section>

      <Section id="incidents">
        <p>
          After each scan HDQM judges the trends with new points. It raises an <b>alarm</b> for a trend that leaves the{' '}
          <b>limits</b> of its config, that changes its level (a <b>step</b>), or whose values are far from its level
          (an <b>anomaly</b>). Alarms that begin at the same run are an <b>incident</b>: open one to see what else
          changed at that run, and its plots. The red line of a plot is the run at which the alarm began; the dashed
          lines are the levels before and after it, or the limit.
        </p>
        <ul>
          <li>
            <b>New</b> alarms are not acknowledged by any user. They are resolved when the trend is back to normal for
            three runs.
          </li>
          <li>
            <b>Acknowledge</b> an alarm whose cause is known: it is listed under <b>Known</b>, with your comment, until
            the trend recovers, or at most until a run or a date, after which it is new again.
          </li>
          <li>
            <b>Mute</b> an alarm that comes and goes: it stays known although the trend recovers, and the trend raises
            no further ones.
          </li>
          <li>
            <b>Set baseline</b> where the new values are right: the trend is compared with the values from that run on.
            Limits have no baseline; change them in the config.
          </li>
          <li>
            <b>Reopen</b> revokes an acknowledgement.
          </li>
        </ul>
        <p>
          Everyone sees who did what and why, in the history of each alarm. Select alarms to act on these only.{' '}
          <b>Copy as text</b> is for the elog.
        </p>
      </Section>

      <Section id="notes">
        <p>
          A <b>note</b> is what a user knows about a run, a range of runs or a fill: an intervention, conditions, a
          problem, or a remark. It applies to a plot, a subsystem, a dataset, or to everything. Write one in the panel
          of a point, on the page{' '}
          <Anchor component={Link} to={linkOf('/notes')}>
            Notes
          </Anchor>
          , or over a plot: <b>Add note by dragging</b> in the menu <b>View</b> makes the next drag select its runs (Esc
          cancels). The text is Markdown. Every edit is kept in the history; a note is retired, not deleted.
        </p>
        <p>
          With <b>New baseline from here</b> the trends in the scope of the note are judged from its first run on, as if
          they had begun there: for a lasting change whose cause is known. The next scan judges them again.
        </p>
      </Section>

      <Section id="anomalies">
        <p>
          The page <b>Anomalies</b> compares the newest runs of each dataset with their baseline: the significant runs
          before them. The baseline&apos;s value is the median; its spread is 1.4826 times the median absolute
          deviation, which equals the standard deviation of a normal distribution and is robust against outliers, but at
          least a thousandth of the median.
        </p>
        <p className="mono">z = (value − median) / √(spread² + error²)</p>
        <p>
          Trends with abs(z) at or above the threshold (5 by default) are listed, the largest first. A trend with values
          in its baseline but none in the newest runs is listed too. The baseline needs at least eight runs of the
          config&apos;s current revision. A trend with garbage in its baseline, i.e. values beyond 1e±100, is not
          judged, and listed with the reason.
        </p>
        <p>
          The band of a card is median ± threshold × spread. Two strokes mark a value beyond the range of the card, in
          which the band has at least a third of the height. A click opens the page of the trend with the same band, and
          the point in range; the link keeps the baseline that the point was judged against.
        </p>
      </Section>

      <Section id="metrics">
        <p>
          <Anchor component={Link} to={linkOf('/metrics')}>
            Metrics
          </Anchor>{' '}
          lists all metrics with their formulas and parameters;{' '}
          <Anchor component={Link} to={linkOf('/configs')}>
            Configs
          </Anchor>{' '}
          lists which of them each plot uses. Values agree with those of ROOT. All data of these pages can be queried in{' '}
          <Anchor component={Link} to={linkOf('/graphiql')}>
            GraphiQL
          </Anchor>
          , which has examples to start from.
        </p>
      </Section>

      <Section id="failures">
        <FailureCodes />
      </Section>

      <Section id="keys">
        <KeyboardTable />
      </Section>

      <Section id="new">
        <p>
          A plot is a section of a config file. Find its ME on{' '}
          <Anchor component={Link} to={linkOf('/browse')}>
            Browse
          </Anchor>{' '}
          and click <b>New config</b> there, or start with an{' '}
          <Anchor component={Link} to="/configs/new">
            empty draft
          </Anchor>
          : the page checks the section as you edit its text or its form, and shows its values over the latest runs, the
          alarms that it would have raised, and how these agree with Run Registry. <b>Compare with another setting</b>{' '}
          draws two parameters together. A section looks like this:
        </p>
        <pre className="mono">{`[plot:NumberOfTrack_mean]
metric = basic.Mean()
relativePath = Tracking/TrackParameters/highPurityTracks/pt_1/GeneralProperties/NumberOfTracks_GenTk
plotTitle = High-purity tracks per event
yTitle = Number of tracks`}</pre>
        <p>
          Nothing is stored by the page: copy or download the text. In a terminal, <code>hdqm check</code> reports
          whether it is valid, and <code>hdqm try</code> prints its value. Submit it as a merge request to the folder{' '}
          <code>configs/</code> of your subsystem, or send it to the maintainers of HDQM. The next scan backfills the
          latest 100 runs of each dataset. If no metric fits, <code>hdqm new-metric</code> creates a template.
        </p>
      </Section>
    </div>
  );
}

function Section({ id, children }: { id: keyof typeof sections; children: ReactNode }) {
  const title = sections[id];
  return (
    <section id={id} aria-label={title}>
      <Title order={2} size="h5" mt="lg" mb={4}>
        {title}
      </Title>
      {children}
    </section>
  );
}
