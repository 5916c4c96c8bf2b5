import type { RunTable } from '../../run-selection/run-table.ts';
import type { Series } from '../series.ts';
import type { Caption } from './draw-picture.ts';

/** Returns a name that is one in C++: ROOT calls the function that has the name of the macro's file. */
export function macroName(name: string): string {
  const identifier = name.replaceAll(/\W+/g, '_');
  return /^\d/.test(identifier) ? `_${identifier}` : identifier;
}

/**
 * Returns a macro for ROOT that draws trends over the run number as TGraphAsymmErrors, with the asymmetric errors of the points; runs without
 * a value are left out. `root NAME.C` executes it.
 */
export function rootMacro(
  name: string,
  series: readonly Series[],
  { runs }: Pick<RunTable, 'runs'>,
  yTitle: string,
  caption: Caption,
): string {
  const graphs = series.map((one, index) => graphCode(one, runs, index)).join('');
  return `// ${comment(caption.title)}
// ${comment(caption.about)}
// ${comment(caption.link)}
#include "TCanvas.h"
#include "TColor.h"
#include "TGraphAsymmErrors.h"
#include "TLegend.h"
#include "TMultiGraph.h"

void ${name}() {
  auto canvas = new TCanvas("${name}", ${literal(caption.title)}, 900, 600);
  auto graphs = new TMultiGraph("graphs", ${literal(`${plain(caption.title)};Run;${plain(yTitle)}`)});
  auto legend = new TLegend(0.79, 0.6, 0.99, 0.9);
  canvas->SetMargin(0.13, 0.22, 0.12, 0.1);
${graphs}
  graphs->Draw("AP");
  graphs->GetXaxis()->SetNoExponent();
  graphs->GetXaxis()->SetMaxDigits(6);
  graphs->GetYaxis()->SetTitleOffset(1.4);
  legend->Draw();
  canvas->Update();
}
`;
}

function graphCode(
  { name, values, errorsLow, errorsHigh, color, marker }: Series,
  runs: readonly number[],
  index: number,
): string {
  const points = runs.flatMap((run, row) => {
    const value = values[row] ?? null;
    return value === null ? [] : [{ run, value, low: errorsLow[row] ?? 0, high: errorsHigh[row] ?? 0 }];
  });
  if (points.length === 0) return `\n  // ${comment(name)} has no value in these runs.\n`;
  const array = (of: string, values: readonly number[]): string => `    const double ${of}[] = {${values.join(', ')}};`;
  return `
  {
${array(
  'runs',
  points.map(({ run }) => run),
)}
${array(
  'values',
  points.map(({ value }) => value),
)}
${array(
  'errorsLow',
  points.map(({ low }) => low),
)}
${array(
  'errorsHigh',
  points.map(({ high }) => high),
)}
    auto graph = new TGraphAsymmErrors(${points.length}, runs, values, nullptr, nullptr, errorsLow, errorsHigh);
    graph->SetName("graph${index}");
    graph->SetTitle(${literal(name)});
    graph->SetMarkerStyle(${(marker.isHollow ? hollow : filled)[marker.shape] ?? 20});
    graph->SetMarkerColor(TColor::GetColor("${color}"));
    graph->SetLineColor(TColor::GetColor("${color}"));
    graphs->Add(graph);
    legend->AddEntry(graph, graph->GetTitle(), "pe");
  }
`;
}

/** ROOT's marker styles of a disc, a square, a triangle and a diamond. */
const [filled, hollow] = [
  [20, 21, 22, 33],
  [24, 25, 26, 27],
] as const;

const comment = (text: string): string => text.replaceAll(/\s+/g, ' ').replace(/\\+$/, '');

/** ROOT separates the titles of a graph and its axes by semicolons. */
const plain = (text: string): string => text.replaceAll(';', ',');

/** A text as a literal of C++: that of JSON, except control characters, which no title needs. */
const literal = (text: string): string => JSON.stringify(comment(text));
