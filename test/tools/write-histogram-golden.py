"""Writes test/metrics/histogram/golden.json: histograms generated from a seed, and the results of ROOT for them.

    python3 test/tools/write-histogram-golden.py      (needs PyROOT)

The results are compared by test/integration/golden-quantities.ts, golden-pairs.ts and golden-fits.ts.
"""

import ctypes
import json
import math
import pathlib
from array import array

import ROOT

ROOT.gErrorIgnoreLevel = ROOT.kError
ROOT.TH1.AddDirectory(False)
random = ROOT.TRandom3(20240229)
ERROR_OPTIONS = ["", "s", "i", "g"]


def number(value):
    value = float(value)
    if math.isnan(value) or math.isinf(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def axis(source):
    edges = source.GetXbins()
    out = {"bins": source.GetNbins(), "min": source.GetXmin(), "max": source.GetXmax(), "first": source.GetFirst(),
           "last": source.GetLast(), "rangeSet": bool(source.TestBit(ROOT.TAxis.kAxisRange))}
    if edges.GetSize():
        out["edges"] = [edges[i] for i in range(edges.GetSize())]
    labels = {str(i): source.GetBinLabel(i) for i in range(1, source.GetNbins() + 1) if source.GetBinLabel(i)}
    if labels:
        out["labels"] = labels
        out["extendable"] = bool(source.CanExtend())
    return out


def axes(h):
    return [h.GetXaxis(), h.GetYaxis()][: h.GetDimension()]


def stats(h):
    sums = array("d", [0.0] * 20)
    h.GetStats(sums)
    profile = h.InheritsFrom("TProfile")
    return [number(s) for s in sums[: 6 if profile else 4 if h.GetDimension() == 1 else 7]]


def made(h):
    """Returns the histogram in the format of HDQM."""
    out = {"class": h.ClassName(), "entries": number(h.GetEntries()), "axes": [axis(a) for a in axes(h)],
           "statOverflows": h.GetStatOverflows() == ROOT.TH1.kConsider}
    stored = h.Clone()
    for one in axes(stored):
        one.SetRange(0, 0)
        one.SetBit(ROOT.TAxis.kAxisRange, False)
    by_hand = h.GetName().startswith("hand")
    out["stats"] = [0] * len(stats(h)) if by_hand else stats(stored)
    cells = range(h.GetNcells())
    if h.InheritsFrom("TProfile"):
        out["sums"] = [number(h.At(i)) for i in cells]
        out["sumw2"] = [number(h.GetSumw2().At(i)) for i in cells]
        out["binEntries"] = [number(h.GetBinEntries(i)) for i in cells]
        out["errorOption"] = h.GetErrorOption()
        if h.GetBinSumw2().GetSize():
            out["binSumw2"] = [number(h.GetBinSumw2().At(i)) for i in cells]
    else:
        out["contents"] = [number(h.GetBinContent(i)) for i in cells]
        if h.GetSumw2N():
            out["sumw2"] = [number(h.GetSumw2().At(i)) for i in cells]
    return out


def moments(h, direction):
    out = {"mean": h.GetMean(direction), "meanError": h.GetMeanError(direction), "stdDev": h.GetStdDev(direction),
           "stdDevError": h.GetStdDevError(direction), "rms": h.GetRMS(direction), "rmsError": h.GetRMSError(direction)}
    if direction <= h.GetDimension():
        out |= {"skewness": h.GetSkewness(direction), "kurtosis": h.GetKurtosis(direction)}
    return {key: number(value) for key, value in out.items()}


def fit(h, name, low=None, high=None, options=""):
    function = ROOT.TF1("f_" + name, name, low if low is not None else h.GetXaxis().GetXmin(), high if high is not None else h.GetXaxis().GetXmax())
    result = h.Fit(name, "QSN0" + options, "", *(() if low is None else (low, high)))
    del function
    if int(result) != 0:
        return {"status": int(result)}
    n = result.NPar()
    points = int(result.Ndf()) + n
    return {"status": 0, "range": None if low is None else [low, high], "parameters": [result.Parameter(i) for i in range(n)],
            "errors": [result.ParError(i) for i in range(n)], "chi2": result.MinFcnValue() * (2 if "L" in options else 1),
            "ndf": int(result.Ndf()), "prob": ROOT.TMath.Prob(result.MinFcnValue() * (2 if "L" in options else 1), int(result.Ndf())), "points": points}


def answers(h, fits):
    flat = h.GetDimension() == 1
    x = h.GetXaxis()
    n = x.GetNbins()
    out = {"class": h.ClassName(), "dimension": h.GetDimension(), "entries": number(h.GetEntries()),
           "effectiveEntries": number(h.GetEffectiveEntries()), "sumOfWeights": number(h.GetSumOfWeights()),
           "sumw2": h.GetSumw2N() > 0, "cells": h.GetNcells(), "stats": stats(h)}
    out |= {f"axis{d}": moments(h, d) for d in (1, 2, 3)}
    out |= {"integral": number(h.Integral()), "integralWidth": number(h.Integral("width")), "maximumBin": h.GetMaximumBin(),
            "maximum": number(h.GetMaximum()), "minimumBin": h.GetMinimumBin(), "minimum": number(h.GetMinimum()),
            "underflow": number(h.GetBinContent(0))}
    if not flat:
        m = h.GetYaxis().GetNbins()
        out |= {"correlation": number(h.GetCorrelationFactor()), "integralAll": number(h.Integral(0, n + 1, 0, m + 1)),
                "integralBins": [[2, n - 1, 0, 2, number(h.Integral(2, n - 1, 0, 2))]],
                "bins": [[i, j, number(h.GetBinContent(i, j)), number(h.GetBinError(i, j))] for i in (0, 1, n) for j in (1, m + 1)]}
        return out
    error = ctypes.c_double(0)
    total = h.IntegralAndError(1, n, error)
    profile = h.InheritsFrom("TProfile")
    places = [x.GetXmin() - 1, x.GetXmin(), x.GetBinCenter(2), x.GetBinLowEdge(3), x.GetXmax()]
    out |= {"integralAll": number(h.Integral(0, n + 1)), "integralAndError": [number(total), number(error.value)],
            "integralBins": [[a, b, number(h.Integral(a, b))] for a, b in ((1, n), (2, 4), (-3, 2), (n, n + 9), (4, 2))],
            "findBin": [[p, x.FindFixBin(p)] for p in places],
            "bins": [[i, number(h.GetBinContent(i)), number(h.GetBinError(i)), x.GetBinCenter(i), x.GetBinLowEdge(i), x.GetBinWidth(i)]
                     + ([number(h.GetBinEntries(i)), number(h.GetBinEffectiveEntries(i))] if profile else [])
                     for i in (0, 1, 2, n // 2, n, n + 1)]}
    if not profile and h.Integral() > 0 and not x.TestBit(ROOT.TAxis.kAxisRange):
        fractions = array("d", [0.031, 0.1587, 0.503, 0.95])
        found = array("d", [0.0] * 4)
        h.GetQuantiles(4, found, fractions)
        out["quantiles"] = [[f, p] for f, p in zip(fractions, found)]
    if fits:
        low, high = x.GetXmin() + 0.2 * (x.GetXmax() - x.GetXmin()), x.GetXmin() + 0.8 * (x.GetXmax() - x.GetXmin())
        out["fits"] = {"pol0": fit(h, "pol0"), "pol1": fit(h, "pol1"), "pol1Range": fit(h, "pol1", low, high)}
        if fits != "line":
            out["fits"] |= {fits: fit(h, fits)}
        if fits == "gaus":
            out["fits"]["gausLikelihood"] = fit(h, "gaus", options="L")
    return out


def fill(h, draw, n=2000, weight=lambda: 1.0):
    for _ in range(n):
        values = draw()
        h.Fill(*(values if isinstance(values, tuple) else (values,)), weight())
    return h


def gauss():
    return random.Gaus(5, 1.5)


def histograms():
    def th1(name, bins=30):
        return ROOT.TH1D(name, "", bins, 0, 10)

    yield fill(th1("plain"), gauss), "gaus"
    weighted = th1("weighted")
    weighted.Sumw2()
    yield fill(weighted, gauss, weight=lambda: random.Uniform(0.5, 2)), "gaus"
    yield fill(th1("unsummed"), gauss, weight=lambda: 0.5), "line"
    ranged = fill(th1("ranged"), gauss)
    ranged.GetXaxis().SetRange(5, 15)
    yield ranged, None
    full = fill(th1("full"), gauss)
    full.GetXaxis().SetRange(1, 30)
    yield full, None
    yield fill(ROOT.TH1D("variable", "", 6, array("d", [0, 1, 2, 4, 5, 7, 10])), gauss), None
    hand = th1("hand", 8)
    for i in range(1, 9):
        hand.SetBinContent(i, i * i)
    yield hand, "line"
    labelled = ROOT.TH1D("handlabels", "", 5, 0, 5)
    for i in range(1, 6):
        labelled.GetXaxis().SetBinLabel(i, f"label {i}")
        labelled.SetBinContent(i, 3 * i)
    yield labelled, None
    flow = th1("flow")
    flow.SetStatOverflows(ROOT.TH1.kConsider)
    yield fill(flow, lambda: random.Gaus(9, 3)), None
    yield th1("empty", 4), None
    yield fill(th1("landau", 50), lambda: random.Landau(3, 0.4), 5000), "landau"
    for option in ERROR_OPTIONS:
        profile = ROOT.TProfile("profile" + option, "", 10, 0, 10, option)
        yield fill(profile, lambda: (gauss(), random.Gaus(2, 1)), 300, (lambda: 2.0) if option == "i" else (lambda: 1.0)), "line"
    yield fill(ROOT.TH2D("map", "", 6, 0, 10, 5, 0, 10), lambda: (gauss(), gauss())), None
    ranged2 = fill(ROOT.TH2D("rangedmap", "", 6, 0, 10, 5, 0, 10), lambda: (gauss(), gauss()))
    ranged2.GetYaxis().SetRange(2, 4)
    yield ranged2, None


def pairs(by_name):
    other = fill(ROOT.TH1D("other", "", 30, 0, 10), lambda: random.Gaus(5.1, 1.5), 1500)
    other2 = fill(ROOT.TH2D("othermap", "", 6, 0, 10, 5, 0, 10), lambda: (gauss(), gauss()), 900)
    for main, reference in (("plain", other), ("weighted", other), ("ranged", other), ("map", other2)):
        a = by_name[main]
        out = {"path": main, "reference": made(reference)}
        out |= {"kolmogorov" + (("_" + o) if o else ""): number(a.KolmogorovTest(reference, o)) for o in ("", "N", "M", "UO")}
        for key, option in (("chi2_UU", "UU"), ("chi2_UUNORM", "UU NORM"), ("chi2_UW", "UW"), ("chi2_WW", "WW")):
            chi2, ndf, quality = ctypes.c_double(0), ctypes.c_int(0), ctypes.c_int(0)
            p = a.Chi2TestX(reference, chi2, ndf, quality, option)
            out[key] = {"p": number(p), "chi2": number(chi2.value), "ndf": ndf.value, "quality": quality.value}
        yield out


def efficiencies():
    total = ROOT.TH1D("total", "", 8, 0, 8)
    passed = ROOT.TH1D("passed", "", 8, 0, 8)
    for i, (k, n) in enumerate(((0, 0), (0, 10), (3, 10), (10, 10), (1, 3), (50, 60), (997, 1000), (20, 40)), 1):
        total.SetBinContent(i, n)
        passed.SetBinContent(i, k)
    options = {"clopperPearson": 0, "normal": 1, "wilson": 2, "agrestiCoull": 3, "feldmanCousins": 4, "jeffreys": 5, "bayesUniform": 6,
               "bayesian": 7, "midP": 8}
    out = {"passedPath": made(passed), "totalPath": made(total), "tefficiency": {}}
    for name, option in options.items():
        e = ROOT.TEfficiency(passed, total)
        e.SetStatisticOption(option)
        if name == "bayesian":
            e.SetBetaAlpha(2)
            e.SetBetaBeta(3)
            e.SetConfidenceLevel(0.9)
        out["tefficiency"][name] = [[e.GetEfficiency(i), e.GetEfficiencyErrorLow(i), e.GetEfficiencyErrorUp(i)] for i in range(1, 9)]
    return [out]


all_histograms = list(histograms())
golden = {"root": ROOT.gROOT.GetVersion(),
          "histograms": [{"path": h.GetName(), "made": made(h), "answers": answers(h, fits)} for h, fits in all_histograms],
          "pairs": list(pairs({h.GetName(): h for h, _ in all_histograms})),
          "efficiencies": efficiencies()}
target = pathlib.Path(__file__).parents[1] / "metrics" / "histogram" / "golden.json"
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(json.dumps(golden) + "\n")
print(target, target.stat().st_size)
