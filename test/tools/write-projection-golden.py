#!/usr/bin/env python3
"""Writes the projections of histograms of two and three dimensions by real ROOT, for test/client/point/projection.test.ts.

Usage: write-projection-golden.py FILE, with PyROOT.
"""
import json
import random
import sys

import ROOT

random.seed(20)
ROOT.gROOT.SetBatch(True)
ROOT.TH1.AddDirectory(False)
bins = {"x": (4, 0.0, 8.0), "y": (3, -1.0, 2.0), "z": (2, 10.0, 30.0)}


def make(name, root_class, axes, is_profile=False, weighted=False, outside=0.1):
    histogram = getattr(ROOT, root_class)(name, ";x title;y title;z title", *(n for axis in axes for n in bins[axis]))
    for _ in range(60):
        at = []
        for _, low, high in (bins[axis] for axis in axes):
            margin = outside * (high - low)
            at.append(random.uniform(low - margin, high + margin))
        weight = [random.choice([0.5, 1, 3])] if weighted else []
        histogram.Fill(*at, *([random.gauss(5, 2)] if is_profile else []), *weight)
    return histogram


NUMBERS = ("fArray", "fSumw2", "fBinEntries", "fBinSumw2", "fEntries", "fTsumw", "fTsumw2")
MOMENTS = ("fTsumwx", "fTsumwx2", "fTsumwy", "fTsumwy2", "fTsumwz", "fTsumwz2")
AXIS = ("fNbins", "fXmin", "fXmax", "fXbins", "fTitle", "fFirst", "fLast", "fBits", "fLabels")


def members(histogram):
    """The members that a projection needs."""
    whole = json.loads(str(ROOT.TBufferJSON.ToJSON(histogram)))
    kept = {name: whole[name] for name in ("_typename", "fTitle", *NUMBERS, *MOMENTS) if name in whole}
    axes = {name: {key: whole[name][key] for key in AXIS} for name in ("fXaxis", "fYaxis", "fZaxis")}
    return {**kept, **axes}


def describe(projection):
    count = projection.GetNbinsX() + 2
    described = {
        "className": projection.ClassName(),
        "title": projection.GetXaxis().GetTitle(),
        "contents": [projection.GetBinContent(i) for i in range(count)],
        "errors": [projection.GetBinError(i) for i in range(count)],
        "entries": projection.GetEntries(),
        "mean": projection.GetMean(),
        "stdDev": projection.GetStdDev(),
    }
    if projection.ClassName() == "TProfile":
        described["binEntries"] = [projection.GetBinEntries(i) for i in range(count)]
        described["meanY"] = projection.GetMean(2)
        described["stdDevY"] = projection.GetStdDev(2)
    return described


def cases():
    for weighted in (False, True):
        kind = "weighted" if weighted else "plain"
        for name, is_profile in (("TH2F", False), ("TProfile2D", True), ("TH3F", False)):
            axes = "xyz" if name == "TH3F" else "xy"
            yield f"{name} {kind} inside", make(f"{name}{kind}inside", name, axes, is_profile, weighted, 0), ""
        for ranged in ("", "x", "y", "xy"):
            yield f"TH2F {kind} {ranged}", make(f"a{kind}{ranged}", "TH2F", "xy", weighted=weighted), ranged
            yield f"TProfile2D {kind} {ranged}", make(f"b{kind}{ranged}", "TProfile2D", "xy", True, weighted), ranged
        for ranged in ("", "y", "xz"):
            yield f"TH3F {kind} {ranged}", make(f"c{kind}{ranged}", "TH3F", "xyz", weighted=weighted), ranged


golden = []
for name, histogram, ranged in cases():
    for axis in ranged:
        getattr(histogram, f"Get{axis.upper()}axis")().SetRange(2, bins[axis][0])
    axes = "xyz" if histogram.GetDimension() == 3 else "xy"
    what = "Profile" if histogram.ClassName() == "TProfile2D" else "Projection"
    projections = {axis: describe(getattr(histogram, f"{what}{axis.upper()}")()) for axis in axes}
    golden.append({"name": name.strip(), "object": members(histogram), "projections": projections})
with open(sys.argv[1], "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")
