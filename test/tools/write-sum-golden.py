"""Writes test/metrics/histogram/sums.root and sums.json: histograms generated from a seed, and ROOT's sums, ratios and tests of them.

    python3 test/tools/write-sum-golden.py                      (needs PyROOT)
    python3 test/tools/write-sum-golden.py FILE FILE FILE       the same for MEs of DQM files, to test/integration/oracle-sums.json

Of each element there are three, NAME_1 to NAME_3. The sum is of the first two; the third is compared with it.
"""

import ctypes
import json
import math
import pathlib
import sys
from array import array

import ROOT

ROOT.gErrorIgnoreLevel = ROOT.kFatal
ROOT.TH1.AddDirectory(False)
random = ROOT.TRandom3(20261201)
tests = pathlib.Path(__file__).parents[1]


def number(value):
    value = float(value)
    if math.isnan(value) or math.isinf(value):
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def numbers(values, count):
    return [number(values[i]) for i in range(count)]


def stored(h):
    """The arrays of a histogram, its entries and the sums of TH1::GetStats."""
    sums = array("d", [0.0] * 20)
    h.GetStats(sums)
    cells = h.GetNcells()
    out = {"class": h.ClassName(), "entries": number(h.GetEntries()), "stats": numbers(sums, 13)}
    if h.GetSumw2N():
        out["sumw2"] = numbers(h.GetSumw2(), cells)
    if h.InheritsFrom("TProfile") or h.InheritsFrom("TProfile2D"):
        out["sums"] = [number(h.At(i)) for i in range(cells)]
        out["binEntries"] = [number(h.GetBinEntries(i)) for i in range(cells)]
        if h.GetBinSumw2().GetSize():
            out["binSumw2"] = numbers(h.GetBinSumw2(), cells)
    else:
        out["contents"] = [number(h.GetBinContent(i)) for i in range(cells)]
    return out


def inside(h):
    axes = [h.GetXaxis(), h.GetYaxis(), h.GetZaxis()][: h.GetDimension()]
    ranges = [range(1, axis.GetNbins() + 1) for axis in axes] + [range(0, 1)] * (3 - len(axes))
    return [h.GetBin(x, y, z) for z in ranges[2] for y in ranges[1] for x in ranges[0]]


def counts(h):
    """The contents and errors without those of profiles, in double precision."""
    if h.InheritsFrom("TProfile"):
        return h.ProjectionX()
    if h.InheritsFrom("TProfile2D"):
        return h.ProjectionXY()
    # TH1::Divide computes with the contents of the class: integers would be cut off.
    out = getattr(ROOT, f"TH{h.GetDimension()}D")()
    h.Copy(out)
    return out


def divide(a, b, scale=1.0):
    a, b = counts(a), counts(b)
    for one in (a, b):
        if not one.GetSumw2N():
            one.Sumw2()
    if scale != 1.0:
        a.Scale(scale)
    ratio = a.Clone()
    ratio.Divide(b)
    cells = inside(a)
    return {
        "ratios": [number(ratio.GetBinContent(i)) if b.GetBinContent(i) else None for i in cells],
        "errors": [number(ratio.GetBinError(i)) if b.GetBinContent(i) else None for i in cells],
    }


def effective(h):
    content = sum(h.GetBinContent(i) for i in inside(h))
    squares = sum(h.GetBinError(i) ** 2 for i in inside(h))
    return content**2 / squares if squares else math.inf


def probability2(a, b, distance):
    """As TH2::KolmogorovTest, but with the effective entries of the second histogram where ROOT takes its sum of weights; for counts they are equal."""
    n, m = effective(a), effective(b)
    return ROOT.TMath.KolmogorovProb(distance * math.sqrt(n * m / (n + m)))


def compare(a, b, option):
    out = {"option": option, "bins": divide(a, b)}
    if not a.InheritsFrom("TProfile") and not a.InheritsFrom("TProfile2D") and a.Integral() and b.Integral():
        out["shapes"] = divide(a, b, b.Integral() / a.Integral())
    chi2, ndf, quality = ctypes.c_double(0), ctypes.c_int(0), ctypes.c_int(0)
    p = a.Chi2TestX(b, chi2, ndf, quality, option)
    # Without a result ROOT prints an error and returns 0 for everything but the number of bins.
    if chi2.value or p or ndf.value == 0:
        out["chiSquare"] = {"chi2": number(chi2.value), "ndf": ndf.value, "probability": number(p)}
    if a.GetDimension() == 1:
        out["kolmogorov"] = {"distance": number(a.KolmogorovTest(b, "M")), "probability": number(a.KolmogorovTest(b))}
    if a.GetDimension() == 2:
        distance = a.KolmogorovTest(b, "M")
        out["kolmogorov"] = {"distance": number(distance), "probability": number(probability2(a, b, distance))}
    return out


def record(name, elements, option="UU NORM"):
    a, b, c = elements
    if a.InheritsFrom("TEfficiency"):
        total = ROOT.TEfficiency(a)
        total += b
        return {"name": name, "class": "TEfficiency", "passed": stored(total.GetPassedHistogram()), "total": stored(total.GetTotalHistogram())}
    total = a.Clone()
    total.Add(b)
    return {"name": name, "sum": stored(total), "comparison": compare(total, c, option)}


def fill(h, draw, n, weight=lambda: 1.0):
    for _ in range(n):
        values = draw()
        h.Fill(*(values if isinstance(values, tuple) else (values,)), weight())
    return h


def gauss(mean=5.0):
    return random.Gaus(mean, 1.5)


def uniform():
    return random.Uniform(0.5, 2)


def made():
    """Yields names, functions that make one of three histograms by its index, and the option of Chi2Test."""
    sizes = (900, 700, 1100)
    for dimension, bins in ((1, (20, 0, 10)), (2, (6, 0, 10, 5, 0, 10)), (3, (4, 0, 10, 3, 0, 10, 3, 0, 10))):
        point = lambda d=dimension: tuple(gauss() for _ in range(d))
        for kind in "CSILFD":
            cls = getattr(ROOT, f"TH{dimension}{kind}")
            yield f"TH{dimension}{kind}", (lambda name, i, c=cls, b=bins, p=point: fill(c(name, "", *b), p, sizes[i])), "UU NORM"

        def weighted(name, i, d=dimension, b=bins, p=point):
            h = getattr(ROOT, f"TH{d}D")(name, "", *b)
            h.Sumw2()
            return fill(h, p, sizes[i], uniform)

        def mixed(name, i, d=dimension, b=bins, p=point):
            h = getattr(ROOT, f"TH{d}F")(name, "", *b)
            if i == 1:
                h.Sumw2()
            return fill(h, p, sizes[i], uniform if i == 1 else lambda: 1.0)

        yield f"weighted{dimension}", weighted, "WW"
        yield f"mixed{dimension}", mixed, "WW"

    def full(name, i):
        h = ROOT.TH1C(name, "", 4, 0, 4)
        return fill(h, lambda: random.Uniform(0, 4), 400)

    def variable(name, i):
        return fill(ROOT.TH1F(name, "", 6, array("d", [0, 1, 2, 4, 5, 7, 10])), gauss, sizes[i])

    def ranged(name, i):
        h = fill(ROOT.TH1D(name, "", 20, 0, 10), gauss, sizes[i])
        h.GetXaxis().SetRange(4, 15)
        return h

    def labelled(name, i):
        h = ROOT.TH1F(name, "", 4, 0, 4)
        for bin in range(1, 5):
            h.GetXaxis().SetBinLabel(bin, f"part {bin}")
        return fill(h, lambda: random.Uniform(0, 4), sizes[i])

    def by_hand(name, i):
        h = ROOT.TH1D(name, "", 8, 0, 8)
        for bin in range(1, 9):
            h.SetBinContent(bin, bin * (i + 2))
        return h

    def negative(name, i, with_errors=None):
        h = ROOT.TH1D(name, "", 6, 0, 6)
        if i == with_errors:
            h.Sumw2()
        for bin in range(1, 7):
            h.SetBinContent(bin, -1.0 if bin == i + 2 else 3.4 * bin)
        return h

    def below_zero(name, i):
        h = ROOT.TH1D(name, "", 6, 0, 6)
        for bin in range(1, 7):
            h.SetBinContent(bin, 2.5 if bin == i + 2 else -1.25)
        return h

    def empty(name, i):
        h = ROOT.TH1D(name, "", 8, 0, 8)
        return fill(h, lambda: random.Uniform(0, 8), 50) if i != 1 else h

    def limited(name, i):
        h = fill(ROOT.TH1D(name, "", 20, 0, 10), gauss, sizes[i])
        h.SetMaximum(17)
        h.SetMinimum(2)
        return h

    yield "full", full, "UU NORM"
    yield "variable", variable, "UU NORM"
    yield "labelled", labelled, "UU NORM"
    yield "ranged", ranged, "UU NORM"
    yield "byHand", by_hand, "UU NORM"
    yield "negative", negative, "UU NORM"
    yield "negativeMixed", (lambda name, i: negative(name, i, 1)), "WW"
    yield "belowZero", below_zero, "UU NORM"
    yield "empty", empty, "UU NORM"
    yield "limited", limited, "UU NORM"
    for option in ("", "s", "i"):
        yield f"profile{option}", (lambda name, i, o=option: fill(ROOT.TProfile(name, "", 10, 0, 10, o), lambda: (gauss(), random.Gaus(2, 1)), sizes[i])), "WW"

    def weighted_profile(name, i):
        h = ROOT.TProfile(name, "", 10, 0, 10)
        h.Sumw2()
        return fill(h, lambda: (gauss(), random.Gaus(2, 1)), sizes[i], uniform)

    def mixed_profile(name, i):
        h = ROOT.TProfile(name, "", 10, 0, 10)
        if i == 1:
            h.Sumw2()
        return fill(h, lambda: (gauss(), random.Gaus(2, 1)), sizes[i], uniform if i == 1 else lambda: 1.0)

    def profile2(name, i):
        return fill(ROOT.TProfile2D(name, "", 5, 0, 10, 4, 0, 10), lambda: (gauss(), gauss(), random.Gaus(2, 1)), 4000)

    yield "weightedProfile", weighted_profile, "WW"
    yield "mixedProfile", mixed_profile, "WW"
    yield "profile2D", profile2, "WW"

    def efficiency(name, i):
        e = ROOT.TEfficiency(name, "", 8, 0, 8)
        for _ in range(500):
            e.Fill(random.Uniform() < 0.7, random.Uniform(0, 8))
        return e

    yield "efficiency", efficiency, ""


def write(target, cases):
    golden = {"root": ROOT.gROOT.GetVersion(), "cases": cases}
    target.write_text(json.dumps(golden) + "\n")
    print(target, target.stat().st_size, len(cases))


def from_seed():
    folder = tests / "metrics" / "histogram"
    file = ROOT.TFile(str(folder / "sums.root"), "RECREATE", "", 109)
    cases = []
    for name, make, option in made():
        elements = [make(f"{name}_{i + 1}", i) for i in range(3)]
        for element in elements:
            file.WriteObject(element, element.GetName())
        cases.append(record(name, elements, option))
    file.Close()
    write(folder / "sums.json", cases)


def monitor_elements(folder, path=""):
    for key in folder.GetListOfKeys():
        name = f"{path}/{key.GetName()}" if path else key.GetName()
        if key.IsFolder():
            yield from monitor_elements(key.ReadObj(), name)
        elif ROOT.TClass.GetClass(key.GetClassName()).InheritsFrom("TH1"):
            yield name, key


# Cells of an ME of a DQM file: the golden file stays small.
MAX_CELLS = 60


def are_events(h):
    """Whether contents are events, all with the same weight."""
    if "Profile" in h.ClassName():
        return False
    if not h.GetSumw2N():
        return True
    cells = [i for i in range(h.GetNcells()) if h.GetBinContent(i) or h.GetBinError(i)]
    weights = [h.GetBinError(i) ** 2 / h.GetBinContent(i) if h.GetBinContent(i) else math.inf for i in cells]
    return all(abs(weight - weights[0]) <= 1e-6 * abs(weights[0]) for weight in weights)


def binning(h):
    """Bins and labels: of elements that differ in these, HDQM makes no sum."""
    axes = (h.GetXaxis(), h.GetYaxis())
    return str([(a.GetNbins(), a.GetXmin(), a.GetXmax(), [a.GetBinLabel(i) for i in range(1, a.GetNbins() + 1)]) for a in axes])


def from_files(paths):
    files = [ROOT.TFile(path) for path in paths]
    runs = [next(key.GetName() for key in file.Get("DQMData").GetListOfKeys()) for file in files]
    cases = []
    for name, key in monitor_elements(files[0].Get(f"DQMData/{runs[0]}")):
        elements = [file.Get(f"DQMData/{run}/{name}") for file, run in zip(files, runs)]
        if not all(elements) or elements[0].GetNcells() > MAX_CELLS or elements[0].InheritsFrom("TH2Poly"):
            continue
        if len({binning(h) for h in elements}) > 1:
            continue
        total = elements[0].Clone()
        total.Add(elements[1])
        cases.append(record(name, elements, "UU NORM" if are_events(total) and are_events(elements[2]) else "WW"))
    golden = tests / "integration" / "oracle-sums.json"
    write(golden, cases)
    stored = json.loads(golden.read_text())
    golden.write_text(json.dumps({**stored, "files": [str(pathlib.Path(p).name) for p in paths]}) + "\n")


if len(sys.argv) > 1:
    from_files(sys.argv[1:])
else:
    from_seed()
