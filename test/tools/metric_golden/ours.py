"""The metrics that CentralHDQM does not have, by their formulas on objects of ROOT."""

import itertools
from array import array
from math import sqrt

import ROOT

from metrics import NoPoint, basic, within

ONE_SIGMA = 0.682689492137
# ROOT reuses the projection of a known name.
numbers = itertools.count()


class NotComparable(Exception):
    """The result of ROOT does not follow the formula."""


def along(histogram, axis):
    """Projection of the histogram on an axis, including under- and overflow of the others."""
    dimension = histogram.GetDimension()
    if "xyz".index(axis) >= dimension:
        raise NoPoint("no such axis")
    if dimension == 1:
        return histogram
    return getattr(histogram, "Projection" + axis.upper())("along%d" % next(numbers), *[0, -1] * (dimension - 1))


def contents(histogram):
    return [histogram.GetBinContent(bin) for bin in range(histogram.GetNbinsX() + 2)]


def position(m, fraction, axis):
    projection = along(m, axis)
    inside = contents(projection)[1:-1]
    total = sum(inside)
    if total <= 0 or m.GetEffectiveEntries() <= 0:
        raise NoPoint("empty")
    # Exactly at the end of a bin, ROOT returns the middle of the bin.
    if any(abs(sum(inside[:bin]) - fraction * total) < 1e-9 * total for bin in range(1, len(inside))):
        raise NotComparable
    found = array("d", [0.0])
    projection.GetQuantiles(1, found, array("d", [fraction]))
    bin = projection.GetXaxis().FindFixBin(found[0])
    density = projection.GetBinContent(bin) / (total * projection.GetXaxis().GetBinWidth(bin))
    if density <= 0:
        raise NoPoint("a negative content")
    return found[0], sqrt(fraction * (1 - fraction) / m.GetEffectiveEntries()) / density


def efficiency(passed, total):
    if total <= 0 or not 0 <= passed <= total:
        raise NoPoint("no part of a total")
    low, high = (ROOT.TEfficiency.ClopperPearson(total, passed, ONE_SIGMA, upper) for upper in (False, True))
    return passed / total, [passed / total - low, high - passed / total]


def with_all_flow(m):
    return sum(m.GetBinContent(cell) for cell in range(m.GetNcells()))


class ours(basic):
    Median = lambda m, axis="x": position(m, 0.5, axis)
    AxisQuantile = lambda m, fraction, axis="x": position(m, fraction, axis)
    Efficiency = lambda m, *ends, histo1: efficiency(*(within(h, *ends) if ends else with_all_flow(h) for h in (m, histo1)))
    EfficiencyOverall = lambda m: efficiency(with_all_flow(m.GetPassedHistogram()), with_all_flow(m.GetTotalHistogram()))

    def FractionBelow(m, place, axis="x"):
        projection = along(m, axis)
        x, cells = projection.GetXaxis(), contents(projection)
        if not x.GetXmin() <= place <= x.GetXmax() or sum(cells) <= 0 or m.GetEffectiveEntries() <= 0:
            raise NoPoint("outside, or empty")
        bin = x.FindFixBin(place)
        share = (place - x.GetBinLowEdge(bin)) / x.GetBinWidth(bin)
        part = (sum(cells[:bin]) + share * cells[bin]) / sum(cells)
        return part, sqrt(max(0, part * (1 - part)) / m.GetEffectiveEntries())

    def FractionAbove(m, place, axis="x"):
        below, error = ours.FractionBelow(m, place, axis)
        return 1 - below, error

    def TruncatedMean(m, low=0.05, high=0.05):
        projection = along(m, "x")
        x = projection.GetXaxis()
        edges = array("d", [x.GetBinLowEdge(bin) for bin in range(1, x.GetNbins() + 2)])
        truncated = ROOT.TH1D("truncated%d" % next(numbers), "", x.GetNbins(), edges)
        cells = [max(0, content) for content in contents(projection)]
        total = sum(cells[1:-1])
        if total <= 0 or m.GetEffectiveEntries() <= 0:
            raise NoPoint("empty")
        for bin in range(1, truncated.GetNbinsX() + 1):
            below = sum(cells[1:bin])
            truncated.SetBinContent(bin, max(0, min(below + cells[bin], (1 - high) * total) - max(below, low * total)))
        truncated.ResetStats()
        # The standard deviation of ROOT, from sums of squares, is inaccurate if the axis is far from 0.
        mean, parts = truncated.GetMean(), contents(truncated)
        squares = sum(part * (truncated.GetBinCenter(bin) - mean) ** 2 for bin, part in enumerate(parts))
        return mean, sqrt(squares / sum(parts)) / sqrt(m.GetEffectiveEntries() * (1 - low - high))

    def RatioOfMeans(m, *, histo1):
        if m.GetEffectiveEntries() <= 0 or histo1.GetEffectiveEntries() <= 0 or histo1.GetMean() == 0:
            raise NoPoint("empty")
        ratio = m.GetMean() / histo1.GetMean()
        return ratio, sqrt(m.GetMeanError() ** 2 + (ratio * histo1.GetMeanError()) ** 2) / abs(histo1.GetMean())

    def GraphMean(m):
        if m.GetN() == 0:
            raise NoPoint("no points")
        return m.GetMean(2), m.GetRMS(2) / sqrt(m.GetN())

    def ScalarValue(m):
        return float(m.GetString().Data().split("=")[1].split("<")[0]), 0

    def QualityTestResult(m):
        return float(m.GetString().Data().split(":")[2]), 0

    def QualityTestStatus(m):
        return int(m.GetString().Data().split(":")[1]), 0
