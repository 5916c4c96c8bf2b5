"""Writes test/sample/metrics/shapes.root and shapes.json: unusual histograms, and the results of each metric in ROOT.

    python3 test/tools/metric_golden/write.py [SEED [NAME [PART]]]      (needs PyROOT)

Another seed and name make an additional set; PART is the fraction of combinations to compute (default 0.2 of those without a fit).
test/integration/metric-golden.test.ts compares it. A line has [metric, main, histo1, histo2, reference, value, error]; error is a pair if
asymmetric; value and error are null without a point.
"""

import inspect
import json
import math
import pathlib
import sys

import ROOT

ROOT.gErrorIgnoreLevel = ROOT.kFatal
ROOT.gROOT.SetBatch(True)
ROOT.TH1.AddDirectory(False)

import metrics
from fits import fits
from jobs import Jobs
from others import Others
from ours import Unused, ours
from shapes import Shapes

RUN = 370000
modules = {"basic": ours, "muon_metrics": metrics.muon_metrics, "L1T_metrics": metrics.L1T_metrics, "fits": fits}
seed = int(sys.argv[1]) if len(sys.argv) > 1 else 20260101
name = sys.argv[2] if len(sys.argv) > 2 else "shapes"
part = float(sys.argv[3]) if len(sys.argv) > 3 else 0.2
folder = pathlib.Path(__file__).parents[2] / "sample/metrics" if "/" not in name else pathlib.Path(name).parent


def literal(value):
    if isinstance(value, (list, tuple)):
        return ("[%s]" if isinstance(value, list) else "(%s)") % ", ".join(map(literal, value))
    return repr(value)


def ask(shapes, metric, arguments, main, **others):
    """Returns value and error on clones, so that fits and labels of one metric do not affect others; nulls for no point."""
    module, name = metric.split(".")
    calculate = inspect.getattr_static(modules[module], name)
    inputs = {key: shapes.all[other].Clone() for key, other in others.items() if other}
    if name == "LandauTest":
        inputs["run"] = RUN
    try:
        value, error = calculate(shapes.all[main].Clone(), *arguments, **inputs)
    except (metrics.NoPoint, ZeroDivisionError, ValueError, StopIteration):
        return None, None
    finite = all(math.isfinite(number) for number in [value, *(error if isinstance(error, list) else [error])])
    return (value, error) if finite else (None, None)


def short(value):
    if isinstance(value, list):
        return [short(one) for one in value]
    if value is None:
        return None
    value = float("%.9g" % value)
    return int(value) if value.is_integer() and abs(value) < 1e9 else value


shapes = Shapes(seed)
jobs = Jobs(shapes, RUN).all
lines = []
for metric, arguments, *names in jobs:
    if shapes.uniform(0, 1) > part and not (metric.startswith("fits.") or names[3]):
        continue
    value, error = ask(shapes, metric, arguments, names[0], histo1=names[1], histo2=names[2], reference=names[3])
    call = "%s(%s)" % (metric, ", ".join(map(literal, arguments)))
    lines.append(json.dumps([call, *names, short(value), short(error)], separators=(",", ":")))

others = Others(seed, shapes.all)
shapes.all.update(others.all)
for metric, arguments, *names in others.jobs:
    is_robust = names[0] not in others.all
    if is_robust and others.uniform(0, 1) > part:
        continue
    try:
        value, error = ask(shapes, metric, arguments, names[0], histo1=names[1])
    except Unused:
        continue
    call = "%s(%s)" % (metric, ", ".join(map(literal, arguments)))
    lines.append(json.dumps([call, *names, short(value), short(error)], separators=(",", ":")))

folder.mkdir(parents=True, exist_ok=True)
name = pathlib.Path(name).name
file = ROOT.TFile(str(folder / (name + ".root")), "RECREATE", "", ROOT.RCompressionSetting.EAlgorithm.kLZMA * 100 + 9)
file.mkdir("DQMData/Run %d/Shapes/Run summary" % RUN)
file.cd("DQMData/Run %d/Shapes/Run summary" % RUN)
used = {one for line in lines for one in json.loads(line)[1:5] if one}
for key, histogram in shapes.all.items():
    if key in used:
        # The name of a TObjString is its content.
        histogram.Write(histogram.GetString().Data() if histogram.InheritsFrom("TObjString") else key)
file.Close()
(folder / (name + ".json")).write_text("[\n" + ",\n".join(lines) + "\n]\n")
print(len(lines), "results,", len(used), "histograms")
