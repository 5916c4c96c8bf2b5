"""Writes statistics-golden.json: random trends from a fixed seed, with their statistics from numpy and ROOT.

    python3 test/tools/write-statistics-golden.py      (needs numpy and PyROOT)
"""

import json
import pathlib
from array import array

import numpy
import ROOT

ROOT.gErrorIgnoreLevel = ROOT.kError
random = numpy.random.default_rng(20231125)


def by_numpy(xs, values, errors):
    mean, rms = values.mean(), values.std()
    certain = errors > 0
    out = {"count": len(values), "mean": mean, "meanError": rms / numpy.sqrt(len(values)), "rms": rms,
           "min": values.min(), "max": values.max(), "median": numpy.median(values),
           "mad": numpy.median(abs(values - numpy.median(values)))}
    if certain.any():
        weights = errors[certain] ** -2.0
        weighted, total = numpy.average(values[certain], weights=weights, returned=True)
        out["weighted"] = {"mean": weighted, "error": total ** -0.5,
                           "chi2": (((values[certain] - weighted) / errors[certain]) ** 2).sum(),
                           "count": int(certain.sum())}
    median = numpy.median(values[:-1])
    spread = max(1.4826 * numpy.median(abs(values[:-1] - median)), abs(median) / 1000)
    out["z"] = (values[-1] - median) / numpy.hypot(spread, errors[-1])
    counts, edges = numpy.histogram(values, bins="auto")
    out["distribution"] = {"low": edges[0], "width": edges[1] - edges[0], "counts": counts.tolist()}
    return out


def by_root(xs, values):
    """Linear fit of ROOT without errors, which scales the errors of the parameters by the scatter of the points.

    The correlation coefficient is from numpy: ROOT computes it from sums of squares, which is inaccurate for large values.
    """
    graph = ROOT.TGraph(len(xs), array("d", xs), array("d", values))
    fit = graph.Fit("pol1", "SQN")
    return {"r": numpy.corrcoef(xs, values)[0, 1], "slope": fit.Parameter(1), "intercept": fit.Parameter(0),
            "slopeError": fit.ParError(1), "interceptError": fit.ParError(0), "count": len(xs)}


def trend(name, xs, values, low, high):
    errors = (low + high) / 2
    return {"name": name, "xs": xs.tolist(), "values": values.tolist(), "errorsLow": low.tolist(),
            "errorsHigh": high.tolist(), "numpy": by_numpy(xs, values, errors), "root": by_root(xs, values)}


def trends():
    xs = numpy.arange(50.0)
    same = random.uniform(0.1, 0.3, 50)
    yield trend("a drift over evenly spaced runs", xs, 5 + 0.02 * xs + random.normal(0, 0.2, 50), same, same)
    runs = numpy.sort(random.choice(numpy.arange(355100, 362800), 200, replace=False)).astype(float)
    yield trend("run numbers, errors of two lengths", runs, random.normal(-3.5, 1.1, 200),
                random.uniform(0.5, 2, 200), random.uniform(0.5, 3, 200))
    sparse = numpy.where(random.uniform(size=30) < 0.5, 0.0, 0.4)
    yield trend("half of the points without an error", numpy.arange(30.0), random.exponential(2, 30), sparse, sparse)
    nothing = numpy.zeros(12)
    yield trend("no errors, large values", numpy.arange(12.0), 1e5 + random.normal(0, 10, 12), nothing, nothing)


def plain(value):
    return value.item() if isinstance(value, numpy.generic) else value


target = pathlib.Path(__file__).parent.parent / "client/chart/statistics/statistics-golden.json"
target.write_text(json.dumps(list(trends()), default=plain, separators=(",", ":")) + "\n")
