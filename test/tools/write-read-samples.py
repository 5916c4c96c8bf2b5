#!/usr/bin/env python3
"""Writes the ROOT files of test/sample/read and, for each, its content as read by ROOT (same name, .json).

    python3 test/tools/write-read-samples.py test/sample/read

Needs PyROOT. A JSON file has, by ME path, the element that server/read should return; its numbers are from TBufferJSON. ROOT writes
date and UUID into a file, so that a second run writes different bytes with the same content.
"""
import array
import json
import os
import sys

import ROOT

ROOT.gROOT.SetBatch(True)
ROOT.gErrorIgnoreLevel = ROOT.kError
ROOT.TH1.AddDirectory(False)
ROOT.TBufferJSON.SetDoubleFormat("%.17g")
ROOT.TBufferJSON.SetFloatFormat("%.17g")

RUN = 356789
COMPRESSIONS = {"none": 0, "zlib": 101, "lzma": 207, "lz4": 404, "zstd": 505}
MOMENTS = ["w", "w2", "wx", "wx2", "wy", "wy2", "wxy", "wz", "wz2", "wxz", "wyz"]
KEPT = []  # objects such as graphs that ROOT must not free before they are written


class Sample:
    """A DQM file being written, and its expected elements."""

    def __init__(self, folder, name, compression=101, run=RUN):
        self.path = os.path.join(folder, name)
        self.file = ROOT.TFile(self.path + ".root", "RECREATE", "", compression)
        self.run = run
        self.expected = {}

    def folder(self, subsystem, *rest):
        folder = self.file
        for name in ["DQMData", f"Run {self.run}", subsystem, "Run summary", *rest]:
            folder = folder.GetDirectory(name) or folder.mkdir(name)
        return folder

    def add(self, path, thing, name=None):
        """Writes an object as the ME with a path."""
        *folders, last = path[: -len(name) - 1].split("/") + [name] if name and "/" in name else path.split("/")
        self.folder(*folders).WriteTObject(thing, name or last)
        self.expected[path] = element(thing, name or last)

    def text(self, folder, text, name, expected):
        self.folder(*folder.split("/")).WriteTObject(ROOT.TObjString(text), text)
        self.expected[f"{folder}/{name}"] = {"className": "TObjString", "name": name, **expected}

    def close(self):
        self.file.Close()
        with open(self.path + ".json", "w") as out:
            json.dump({"root": ROOT.gROOT.GetVersion(), "run": self.run, "elements": self.expected}, out, separators=(",", ":"))
            out.write("\n")


def members(thing):
    return json.loads(str(ROOT.TBufferJSON.ConvertToJSON(thing)))


def element(thing, name):
    """Returns the element in the format of metrics/histogram/histogram.ts."""
    object_ = members(thing)
    named = {"className": thing.ClassName(), "name": object_["fName"], "title": object_["fTitle"]}
    if thing.InheritsFrom("TH2Poly"):
        return polygons(thing, object_, named)
    if thing.InheritsFrom("TProfile") or thing.InheritsFrom("TProfile2D") or thing.InheritsFrom("TProfile3D"):
        return {
            "kind": "profile",
            **binned(object_, named, thing.GetDimension()),
            "sums": object_["fArray"],
            "sumw2": object_["fSumw2"],
            "binEntries": object_["fBinEntries"],
            **({"binSumw2": object_["fBinSumw2"]} if object_["fBinSumw2"] else {}),
            "errorOption": ["", "s", "i", "g"][object_["fErrorMode"]],
        }
    if thing.InheritsFrom("TH1"):
        return {"kind": "histogram", **binned(object_, named, thing.GetDimension()), "contents": object_["fArray"]}
    if thing.InheritsFrom("TGraph"):
        zero = [0] * object_["fNpoints"]
        return {
            "kind": "graph",
            **named,
            "x": object_["fX"],
            "y": object_["fY"],
            "xErrorLow": object_.get("fEXlow", object_.get("fEX", zero)),
            "xErrorHigh": object_.get("fEXhigh", object_.get("fEX", zero)),
            "yErrorLow": object_.get("fEYlow", object_.get("fEY", zero)),
            "yErrorHigh": object_.get("fEYhigh", object_.get("fEY", zero)),
        }
    if thing.InheritsFrom("TEfficiency"):
        return {
            "kind": "efficiency",
            **named,
            "passed": element(thing.GetPassedHistogram(), None),
            "total": element(thing.GetTotalHistogram(), None),
            "statisticOption": thing.GetStatisticOption(),
            "confidenceLevel": thing.GetConfidenceLevel(),
            "betaAlpha": thing.GetBetaAlpha(),
            "betaBeta": thing.GetBetaBeta(),
        }
    raise TypeError(thing.ClassName())


def binned(object_, named, dimension):
    return {
        **named,
        "axes": [axis(object_[name]) for name in ["fXaxis", "fYaxis", "fZaxis"][:dimension]],
        "entries": object_["fEntries"],
        "moments": {name: object_.get("fTsum" + name, 0) for name in MOMENTS},
        **({"sumw2": object_["fSumw2"]} if object_["fSumw2"] else {}),
        "statOverflows": object_["fStatOverflows"] == ROOT.TH1.kConsider,
        **({"storedMaximum": object_["fMaximum"]} if object_["fMaximum"] != -1111 else {}),
        **({"storedMinimum": object_["fMinimum"]} if object_["fMinimum"] != -1111 else {}),
    }


def axis(object_):
    range_set = bool(object_["fBits"] & ROOT.TAxis.kAxisRange)
    labels = {}
    for label in (object_["fLabels"] or {"arr": []})["arr"]:
        labels.setdefault(label["fString"], label.get("fUniqueID", 0))
    return {
        "title": object_["fTitle"],
        "bins": object_["fNbins"],
        "min": object_["fXmin"],
        "max": object_["fXmax"],
        **({"edges": object_["fXbins"]} if object_["fXbins"] else {}),
        "first": object_["fFirst"] if range_set else 1,
        "last": object_["fLast"] if range_set else object_["fNbins"],
        "rangeSet": range_set,
        **({"labels": labels} if labels else {}),
        # TAxis::kCanExtend: BIT(1) of fBits2.
        **({"extendable": True} if labels and object_["fBits2"] & 2 else {}),
    }


def polygons(poly, object_, named):
    def outline(polygon):
        if polygon.InheritsFrom("TGraph"):
            return {"x": list(polygon.GetX()), "y": list(polygon.GetY())}
        joined = {"x": [], "y": []}
        for part in map(outline, polygon.GetListOfGraphs()):
            for coordinate, values in joined.items():
                values.extend((["nan"] if values else []) + part[coordinate])
        return joined

    return {
        "kind": "polygons",
        **named,
        "axes": [axis(object_["fXaxis"]), axis(object_["fYaxis"])],
        "entries": object_["fEntries"],
        "moments": {name: object_.get("fTsum" + name, 0) for name in MOMENTS},
        "contents": [bin_.GetContent() for bin_ in poly.GetBins()],
        # The nine overflow regions come first.
        **({"sumw2": object_["fSumw2"][9:]} if object_["fSumw2"] else {}),
        "outlines": [outline(bin_.GetPolygon()) for bin_ in poly.GetBins()],
        "overflow": [poly.GetBinContent(-i - 1) for i in range(9)],
    }


def filled(histogram, entries=50):
    """Deterministic entries, some beyond the axes."""
    dimension = histogram.GetDimension()
    for i in range(entries):
        at = [((i * step) % 23) / 20.0 - 0.05 for step in (7, 11, 13)][:dimension]
        if isinstance(histogram, (ROOT.TProfile, ROOT.TProfile2D, ROOT.TProfile3D)):
            histogram.Fill(*at, (i * 5) % 17 / 4.0)
        else:
            histogram.Fill(*at)
    return histogram


def graph_of(corners):
    graph = ROOT.TGraph(len(corners))
    for i, (x, y) in enumerate(corners):
        graph.SetPoint(i, x, y)
    return graph


def write_classes(folder):
    sample = Sample(folder, "classes")
    for letter in "CSILFD":
        for dimension, bins in ((1, [(8, 0, 1)]), (2, [(4, 0, 1), (3, 0, 1)]), (3, [(3, 0, 1), (2, 0, 1), (2, 0, 1)])):
            name = f"TH{dimension}{letter}"
            histogram = getattr(ROOT, name)("h", "a title;x [cm];y", *[number for axis_ in bins for number in axis_])
            sample.add(f"Classes/Histograms/{name}", filled(histogram))
    for option in ["", "s", "i", "g"]:
        sample.add(f"Classes/Profiles/option{option}", filled(ROOT.TProfile("p", "", 5, 0, 1, option)))
    weighted = ROOT.TProfile("p", "weighted", 5, 0, 1)
    weighted.Sumw2()
    for i in range(20):
        weighted.Fill(i / 20, i % 3, 0.5 + i % 4)
    sample.add("Classes/Profiles/weighted", weighted)
    sample.add("Classes/Profiles/limited", filled(ROOT.TProfile("p", "", 5, 0, 1, 1.0, 3.0)))
    sample.add("Classes/Profiles/TProfile2D", filled(ROOT.TProfile2D("p", "", 4, 0, 1, 3, 0, 1)))
    sample.add("Classes/Profiles/TProfile3D", filled(ROOT.TProfile3D("p", "", 2, 0, 1, 2, 0, 1, 2, 0, 1)))
    for name, weight in (("plain", 1), ("weighted", 2.5)):
        poly = ROOT.TH2Poly("poly", "polygons", 0, 4, 0, 4)
        rectangle = graph_of([(0, 0), (0, 2), (1, 2), (1, 0)])
        triangle = graph_of([(1, 0), (3, 0), (2, 2)])
        poly.AddBin(rectangle)
        poly.AddBin(triangle)
        two = ROOT.TMultiGraph()
        for left in (0.0, 3.2):
            square = graph_of([(left, 3), (left + 0.5, 3), (left + 0.5, 3.5), (left, 3.5)])
            ROOT.SetOwnership(square, False)
            two.Add(square)
        poly.AddBin(two)
        KEPT.extend([rectangle, triangle, two, poly])
        if weight != 1:
            poly.Sumw2()
        for x, y in [(0.5, 1), (0.5, 1.5), (2, 0.5), (3.4, 3.2), (0.2, 3.2), (-1, -1), (5, 5), (9, 1)]:
            poly.Fill(x, y, weight)
        sample.add(f"Classes/Polygons/{name}", poly)
    graph, errors, asymmetric = ROOT.TGraph(3), ROOT.TGraphErrors(3), ROOT.TGraphAsymmErrors(3)
    for i in range(3):
        for points in (graph, errors, asymmetric):
            points.SetPoint(i, i * 1.5, i * i)
        errors.SetPointError(i, 0.1 * i, 0.2 * i)
        asymmetric.SetPointError(i, 0.1 * i, 0.2 * i, 0.3 * i, 0.4 * i)
    for points in (graph, errors, asymmetric):
        points.SetNameTitle("g", "a graph")
        sample.add(f"Classes/Graphs/{points.ClassName()}", points)
    sample.add("Classes/Graphs/empty", ROOT.TGraph())
    for name, statistic in (("default", ROOT.TEfficiency.kFCP), ("bayesian", ROOT.TEfficiency.kBBayesian)):
        efficiency = ROOT.TEfficiency("e", "an efficiency", 4, 0, 1)
        efficiency.SetStatisticOption(statistic)
        if name == "bayesian":
            efficiency.SetBetaAlpha(2)
            efficiency.SetBetaBeta(3)
            efficiency.SetConfidenceLevel(0.9)
        for i in range(40):
            efficiency.Fill(i % 3 == 0, i / 40)
        sample.add(f"Classes/Efficiencies/{name}", efficiency)
    write_odd_classes(sample)
    sample.close()


def write_odd_classes(sample):
    """Objects that are not monitor elements."""
    odd = sample.folder("Odd")
    canvas = ROOT.TCanvas("canvas", "a canvas")
    ROOT.TH1F("drawn", "", 3, 0, 1).Draw()
    odd.WriteTObject(canvas, "canvas")
    odd.WriteTObject(ROOT.TNamed("named", "text"), "named")
    odd.WriteTObject(ROOT.TF1("function", "[0] + x", 0, 1), "function")
    odd.WriteTObject(ROOT.THnSparseF("sparse", "", 1, *[ROOT.std.vector[t]([v]).data() for t, v in (("int", 3), ("double", 0), ("double", 1))]), "sparse")
    # Objects attached to a histogram must not matter, of known classes or not.
    histogram = filled(ROOT.TH1F("h", "", 8, 0, 1))
    for attached in (ROOT.TF1("fitted", "gaus", 0, 1), ROOT.TPaveText(0, 0, 1, 1), ROOT.TNamed("note", "something")):
        ROOT.SetOwnership(attached, False)
        histogram.GetListOfFunctions().Add(attached)
    sample.add("Odd/attached", histogram)


def write_features(folder):
    sample = Sample(folder, "features")
    edges = ROOT.std.vector["double"]([0, 1, 3, 10, 50])
    sample.add("Axes/variable", filled(ROOT.TH1D("h", "", 4, edges.data())))
    sample.add("Axes/variable2D", filled(ROOT.TH2F("h", "", 4, edges.data(), 2, 0, 1)))
    for name, first, last in (("inside", 2, 5), ("whole", 1, 8), ("flow", 0, 9)):
        histogram = filled(ROOT.TH1F("h", "", 8, 0, 1))
        histogram.GetXaxis().SetRange(first, last)
        sample.add(f"Axes/range_{name}", histogram)
    labelled = ROOT.TH1F("h", "", 4, 0, 4)
    for bin_, label in ((1, "nFEDs"), (2, "µ±"), (4, "a label with blanks / a slash")):
        labelled.GetXaxis().SetBinLabel(bin_, label)
    sample.add("Axes/some_labels", labelled)
    twice = ROOT.TH2F("h", "", 3, 0, 3, 2, 0, 2)
    for bin_ in (1, 2, 3):
        twice.GetXaxis().SetBinLabel(bin_, f"x{bin_}")
    for bin_ in (1, 2):
        twice.GetYaxis().SetBinLabel(bin_, "same" if bin_ == 1 else "other")
    sample.add("Axes/two_labelled", twice)
    grown = ROOT.TH1F("h", "", 2, 0, 2)
    grown.SetCanExtend(ROOT.TH1.kAllAxes)
    for i in range(5):
        grown.Fill(f"label {i}", i)
    sample.add("Axes/grown_labels", grown)
    weighted = ROOT.TH1F("h", "", 5, 0, 1)
    weighted.Sumw2()
    for i in range(20):
        weighted.Fill(i / 20, 0.1 + i % 3)
    sample.add("Contents/weighted", weighted)
    overflows = ROOT.TH1F("h", "", 5, 0, 1)
    overflows.SetStatOverflows(ROOT.TH1.kConsider)
    sample.add("Contents/stat_overflows", filled(overflows))
    stored = filled(ROOT.TH1F("h", "", 5, 0, 1))
    stored.SetMaximum(12.5)
    stored.SetMinimum(-3)
    sample.add("Contents/stored_extremes", stored)
    by_hand = ROOT.TH1I("h", "", 5, 0, 1)
    for bin_ in range(7):
        by_hand.SetBinContent(bin_, bin_ * bin_)
    sample.add("Contents/by_hand", by_hand)
    entries = filled(ROOT.TH1F("h", "", 5, 0, 1))
    entries.SetEntries(-1)
    sample.add("Contents/entries_set", entries)
    sample.add("Contents/empty", ROOT.TH1F("h", "", 5, 0, 1))
    buffered = ROOT.TH1F("h", "axis found from the first entries", 5, 0, -1)
    for i in range(10):
        buffered.Fill(i)
    sample.folder("Contents").WriteTObject(buffered, "buffered")
    sample.close()


def write_names(folder):
    sample = Sample(folder, "names")
    names = ["plain", "with blanks in it", " led by a blank", "it's \"quoted\"", "a;2", "<odd>", "µ", "Ü" * 200, "x.y:z,w"]
    for number, name in enumerate(names):
        for place in ("Names", "Names/sub folder/it's", "Names/ΔR"):
            histogram = ROOT.TH1I(name, "", 2, 0, 2)
            histogram.SetBinContent(1, number)
            sample.add(f"{place}/{name}", histogram)
    for cycle in (1, 2, 3):
        histogram = ROOT.TH1I("cycled", "", 2, 0, 2)
        histogram.SetBinContent(1, cycle)
        sample.add("Names/cycled", histogram)
    info = "Names/EventInfo"
    for text, value in (("42", 42), ("-1", -1), ("18446744073709551615", 18446744073709551615)):
        sample.text(info, f"<i{text}>i={text}</i{text}>", f"i{text}", {"kind": "scalar", "value": value})
    for text, value in (("1.5", 1.5), ("-1", -1), ("nan", "nan"), ("-nan", "nan"), ("inf", "inf"), ("-inf", "-inf"), ("1e-05", 1e-5)):
        sample.text(info, f"<f{text}>f={text}</f{text}>", f"f{text}", {"kind": "scalar", "value": value})
    for name, value in (("s", "CMSSW_13_0_3"), ("empty", ""), ("tags", "a </b> <c> = \"d\""), ("long", "long text " * 100), ("µ", "µ")):
        sample.text(info, f"<{name}>s={value}</{name}>", name, {"kind": "scalar", "value": value})
    sample.text(info, "<lonely>e=1</lonely>", "lonely", {"kind": "scalar", "value": 1})
    flagged = ROOT.TH1F("efficiency", "", 2, 0, 2)
    sample.folder("Names").WriteTObject(ROOT.TObjString("<efficiency>e=1</efficiency>"), "<efficiency>e=1</efficiency>")
    sample.add("Names/efficiency", flagged)
    for status, result, message in ((100, "1", ""), (300, "0.5", "bad: 3 of 4 channels"), (70, "-nan", "few </entries>")):
        verdict = {"kind": "qualityTest", "status": status, "result": float(result) if "nan" not in result else "nan"}
        sample.text(
            "Names",
            f"<plain.Test{status}>qr=st:{status}:{result}:ContentsXRange:{message}</plain.Test{status}>",
            f"plain.Test{status}",
            {**verdict, "algorithm": "ContentsXRange", "message": message},
        )
    sample.close()


def write_buffers(folder):
    """Entries in the fill buffer, names with slashes, and a profile without sums of y (as of class version 3)."""
    sample = Sample(folder, "buffers")
    classes = {
        "th1c": ROOT.TH1C("h", "", 3, 0, 3),
        "th1d": ROOT.TH1D("h", "", 10, 0, 10),
        "th1f": ROOT.TH1F("h", "", 10, 0, 10),
        "th1i_weights": ROOT.TH1I("h", "", 10, 0, 10),
        "th1d_overflows": ROOT.TH1D("h", "", 10, 0, 10),
        "th2f": ROOT.TH2F("h", "", 4, 0, 10, 3, 0, 30),
        "th3d": ROOT.TH3D("h", "", 4, 0, 10, 3, 0, 30, 2, 0, 5),
        "profile": ROOT.TProfile("h", "", 10, 0, 10),
        "profile_weights": ROOT.TProfile("h", "", 10, 0, 10),
        "profile_2d": ROOT.TProfile2D("h", "", 4, 0, 10, 3, 0, 30),
        "profile_limits": ROOT.TProfile("h", "", 10, 0, 10, 5, 30),
        "profile_2d_limits": ROOT.TProfile2D("h", "", 4, 0, 10, 3, 0, 30, 1, 5),
        **{f"th1d_automatic_{bins}": ROOT.TH1D("h", "", bins, 0, 0) for bins in (1, 3, 5, 7, 20, 33, 100)},
        "th1d_unstored_weights": ROOT.TH1D("h", "", 10, 0, 10),
        "th1f_automatic_one": ROOT.TH1F("h", "", 10, 0, 0),
        "th1f_automatic_large": ROOT.TH1F("h", "", 10, 0, 0),
        "th1i_automatic_weights": ROOT.TH1I("h", "", 10, 1, -1),
        "th2f_automatic": ROOT.TH2F("h", "", 4, 0, 0, 3, 0, 0),
        "th2f_automatic_y": ROOT.TH2F("h", "", 4, 0, 10, 3, 0, 0),
        "th3d_automatic": ROOT.TH3D("h", "", 4, 0, 0, 3, 0, 30, 2, 0, 0),
        "profile_automatic": ROOT.TProfile("h", "", 10, 0, 0, 5, 30),
        "profile_2d_automatic_x": ROOT.TProfile2D("h", "", 4, 0, 0, 3, 0, 20),
    }
    for name, buffered in classes.items():
        buffered.SetBuffer(2000)
        if name in ("th1d_automatic_7", "th2f_automatic_y", "profile_automatic"):
            buffered.GetXaxis().SetRange(2, 3)
        if name == "th1d_unstored_weights":
            buffered.SetBit(ROOT.TH1.kIsNotW)
        if name.endswith("overflows"):
            buffered.SetStatOverflows(ROOT.TH1.kConsider)
        for i in range(300 if name == "th1c" else 60):
            point = [1.5] if name in ("th1c", "th1f_automatic_one") else [i * 0.37 % 12 - 1, i * 1.7 % 40, i * 0.9 % 7]
            if name == "th1f_automatic_large":
                point = [1e12 - i * 1e-3]
            count = buffered.GetDimension() + (1 if name.startswith("profile") else 0)
            buffered.Fill(*point[:count], *([2 + i % 3] if name.endswith("weights") else []))
        stored = buffered.Clone()
        stored.SetStatOverflows(buffered.GetStatOverflows())
        buffered.BufferEmpty(1)
        sample.expected[f"Buffers/{name}"] = element(buffered, name)
        sample.folder("Buffers").WriteTObject(stored, name)
    for name in ("integer", "power_of_two", "not_finite", "extended"):
        unknown = ROOT.TH1D("h", "", 10, 0, 1 if name == "extended" else 0)
        unknown.SetBuffer(100)
        if name == "integer":
            unknown.GetXaxis().SetBit(ROOT.TAxis.kIsInteger)
        if name == "power_of_two":
            unknown.SetBit(ROOT.TH1.kAutoBinPTwo)
        if name == "extended":
            unknown.SetCanExtend(ROOT.TH1.kAllAxes)
        unknown.Fill(float("nan") if name == "not_finite" else 2)
        sample.folder("Unknown").WriteTObject(unknown, name)
    extended = ROOT.TH2D("h", "", 4, 0, 4, 4, 0, 4)
    extended.SetCanExtend(ROOT.TH1.kAllAxes)
    extended.SetBuffer(100)
    extended.Fill(1, 1)
    sample.folder("Unknown").WriteTObject(extended, "extended_2d")
    for name in ["a/b", "with/two/slashes"]:
        sample.add(f"Names/{name}", filled(ROOT.TH1F("h", "", 8, 0, 1)), name)
    old = filled(ROOT.TProfile("h", "", 8, 0, 1))
    stats = array.array("d", [0] * 6)
    old.GetStats(stats)
    stats[4] = stats[5] = 0
    old.PutStats(stats)
    sample.add("Profiles/without_y", old)
    sample.close()


def write_compressions(folder):
    """One file per method; `large` has several blocks of 16 MB and many LZMA chunks, but compresses to almost nothing."""
    for name, code in COMPRESSIONS.items():
        sample = Sample(folder, f"compression-{name}", code)
        sample.add("Sub/small", filled(ROOT.TH1F("h", "", 50, 0, 1)))
        uneven = ROOT.TH2F("h", "", 30, 0, 1, 20, 0, 1)
        for cell in range(uneven.GetNcells()):
            uneven.SetBinContent(cell, (cell * 7919) % 1009 / 8)
        sample.add("Sub/uneven", uneven)
        if name in ("lzma", "zstd"):
            large = ROOT.TH2F("large", "", 2100, 0, 1, 2100, 0, 1)
            for cell in (1, 4_000_000, large.GetNcells() - 1):
                large.SetBinContent(cell, cell % 1000)
            sample.folder("Large").WriteTObject(large)
        sample.close()


def write_runs(folder):
    sample = Sample(folder, "two-runs")
    sample.add("Sub/h", ROOT.TH1F("h", "", 2, 0, 2))
    sample.file.mkdir("DQMData/Run 356790/Sub")
    sample.close()
    os.remove(sample.path + ".json")
    file = ROOT.TFile(os.path.join(folder, "no-dqm.root"), "RECREATE")
    ROOT.TH1F("h", "", 2, 0, 2).Write()
    file.Close()


def write_wide(folder):
    """A file beyond 2 GB: 64-bit header and seek keys. Only its nonzero bytes are stored (hexadecimal, by offset)."""
    sample = Sample(folder, "wide")
    sample.add("Sub/early", filled(ROOT.TH1F("h", "", 8, 0, 1)))
    gap = [ROOT.TKey(f"gap{i}", "", ROOT.TClass.GetClass("TNamed"), 1_100_000_000, sample.file) for i in range(2)]
    sample.add("Sub/late", filled(ROOT.TH1D("h", "", 8, 0, 1)))
    sample.add("Sub/deep/later", filled(ROOT.TH1S("h", "", 8, 0, 1)))
    for key in gap:
        sample.file.GetListOfKeys().Remove(key)
    KEPT.extend(gap)
    sample.close()
    pieces = {}
    size = os.path.getsize(sample.path + ".root")
    with open(sample.path + ".root", "rb") as file:
        offset = 0
        while offset < size:
            try:
                offset = os.lseek(file.fileno(), offset, os.SEEK_DATA)
            except OSError:
                break
            end = os.lseek(file.fileno(), offset, os.SEEK_HOLE)
            data = os.pread(file.fileno(), end - offset, offset)
            pieces[offset] = data.rstrip(b"\0").hex()
            offset = end
    with open(sample.path + "-bytes.json", "w") as out:
        json.dump({"size": size, "pieces": pieces}, out, separators=(",", ":"))
        out.write("\n")
    os.remove(sample.path + ".root")


if __name__ == "__main__":
    target = sys.argv[1]
    os.makedirs(target, exist_ok=True)
    write_classes(target)
    write_features(target)
    write_names(target)
    write_buffers(target)
    write_compressions(target)
    write_runs(target)
    write_wide(target)
