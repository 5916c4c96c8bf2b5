"""The metrics without fits, by their formulas on objects of ROOT. `None` or an arithmetic error is no point."""

import ctypes
from array import array
from math import sqrt

import ROOT


class NoPoint(Exception):
    """The metric has no value."""


def bin_of(histogram, label):
    """Returns the bin of a label: None if it is missing on a labelled axis."""
    labels = histogram.GetXaxis().GetLabels()
    if not labels:
        raise NoPoint("the axis has no labels")
    return next((one.GetUniqueID() for one in labels if one.GetString() == label), None)


def content(histogram, bin):
    if isinstance(bin, str):
        bin = bin_of(histogram, bin)
        return 0.0 if bin is None else histogram.GetBinContent(bin)
    return histogram.GetBinContent(bin)


def within(histogram, low, high):
    return histogram.Integral(histogram.GetXaxis().FindFixBin(low), histogram.GetXaxis().FindFixBin(high))


def with_flow(histogram):
    return sum(histogram.GetBinContent(bin) for bin in range(histogram.GetNbinsX() + 2))


def cells(histogram, columns=None, rows=None):
    columns = columns or range(1, histogram.GetNbinsX() + 1)
    rows = rows or range(1, histogram.GetNbinsY() + 1)
    return [histogram.GetBinContent(x, y) for x in columns for y in rows]


def average(contents):
    return sum(contents) / len(contents), 0


def not_negative(contents):
    return average([content for content in contents if content >= 0])


def of_filled(contents):
    contents = [content for content in contents if content != 0]
    mean = sum(contents) / len(contents)
    spread = sqrt(max(0, sum(content**2 for content in contents) / len(contents) - mean**2))
    return mean, spread / sqrt(len(contents))


def last_filled(histogram):
    return max(bin for bin in range(1, histogram.GetNbinsX() + 1) if histogram.GetBinContent(bin) > 0)


def with_root(sum):
    return sum, sqrt(abs(sum))


class basic:
    Mean = lambda m: (m.GetMean(), m.GetMeanError())
    StdDev = lambda m: (m.GetStdDev(), m.GetStdDevError())
    MeanRMS = lambda m: (m.GetMean(), m.GetRMS())
    RMSXAxis = lambda m: (m.GetRMS(1), m.GetRMSError(1))
    RMSYAxis = lambda m: (m.GetRMS(2), m.GetRMSError(2))
    MeanYAxis = lambda m: (m.GetMean(2), m.GetMeanError(2))
    MeanZAxis = lambda m: (m.GetMean(3), m.GetMeanError(3))
    MeanEntries = lambda m: (m.GetMean() * m.GetEntries(), m.GetMeanError() * m.GetEntries())
    MeanY = lambda m: (m.GetSumOfWeights() / m.GetEntries(), 0)
    MeanDiff = lambda m, reference: (m.GetMean() - reference.GetMean(), sqrt(m.GetMeanError() ** 2 + reference.GetMeanError() ** 2))
    Count = lambda m: (m.GetEntries(), 0)
    MaxBin = lambda m: (m.GetBinCenter(m.GetMaximumBin()), 0)
    ProfileMean = lambda m: of_filled(cells(m))
    MeanPosOnly = lambda m: not_negative(cells(m, rows=[1]))
    MeanXRange = lambda m, a, b: not_negative(cells(m, range(a, b)))
    MeanYForXBin = lambda m, x: not_negative(cells(m, [x]))
    MeanYRange = lambda m, a, b: average(cells(m, rows=range(a, b)))
    Mean2D = lambda m: average(cells(m))
    AverageYwithXCut = lambda m, _: average([m.GetBinContent(bin) for bin in range(1, last_filled(m) - 2)])
    StripBadComponent = lambda m, xs, y, norm: (100 / norm * sum(m.GetBinContent(x, y) for x in xs), 0)
    SummaryMapPartition = lambda m, x, rows: (sum(m.GetBinContent(x, y) for y in range(1, rows + 1)) / rows, 0)
    EntriesCount = lambda m, start: with_root(sum(m.GetBinContent(bin) for bin in range(m.FindFixBin(start), m.GetNbinsX() + 1)))
    BinsCount = lambda m, first: with_root(sum(m.GetBinContent(bin) for bin in range(first, m.GetNbinsX() + 1)))
    Kolmogorov = lambda m, reference: (m.KolmogorovTest(reference), 0)
    Chi2 = lambda m, reference: (m.Chi2Test(reference, "UUNORMCHI2"), 0)
    NormChi2 = lambda m, reference: (m.Chi2Test(reference, "UUNORMCHI2/NDF"), 0)

    def ProfileMeanBPixModules(m, module):
        return of_filled(cells(m, [5 - module, m.GetNbinsX() - 4 + module]))

    def MaxExcursion(m):
        highest, lowest = m.GetMaximumBin(), m.GetMinimumBin()
        return m.GetBinContent(highest) - m.GetBinContent(lowest), sqrt(m.GetBinError(highest) ** 2 + m.GetBinError(lowest) ** 2)

    def BinCount(m, bin, no_error=False):
        count = content(m, bin)
        return count, 0 if no_error else sqrt(abs(count))

    def ROCfraction(m, bin, total, no_error=False):
        count = content(m, bin)
        return 100 * count / total, 0 if no_error else 100 * sqrt(count) / total

    def RecoFraction(m, bin, no_error=False, *, histo1):
        count = content(m, bin)
        return count / histo1.GetEntries(), 0 if no_error else sqrt(count) / histo1.GetEntries()

    def StripFEDErrorFraction(m, fed, kind, *, histo1):
        events = histo1.GetMaximum()
        p = m.GetBinContent(fed - 49, kind) / events
        return 100 * p, 100 * sqrt(p * (1 - p) / events)

    def FED25ErrorFraction(m, threshold, norm, with_error=True):
        p = sum(content > threshold * m.GetMaximum() for content in cells(m)) / norm
        return 100 * p, 100 * sqrt(p * (1 - p) / (m.GetNbinsX() * m.GetNbinsY())) if with_error else 0

    def EntriesRate(m, start, *, histo1):
        sections = sum(histo1.GetBinContent(bin) > 0 for bin in range(1, histo1.GetNbinsX() + 1))
        count, error = basic.EntriesCount(m, start)
        return count / (23 * sections), error / (23 * sections)

    def NormBinCount(m, bin, norm=None):
        bin, norm = (bin_of(m, one) if isinstance(one, str) else one for one in (bin, norm if norm is not None else -999))
        if bin is None or norm is None:
            raise NoPoint("no such label")
        k, n = m.GetBinContent(bin), m.GetSumOfWeights() if norm == -999 else m.GetBinContent(norm)
        if k > n or n <= 0 or k < 0:
            raise NoPoint("no fraction")
        low, high = ctypes.c_double(0), ctypes.c_double(0)
        ROOT.TEfficiency.BetaShortestInterval(0.683, k + 1, n - k + 1, low, high)
        return k / n, [max(0, k / n - low.value), max(0, high.value - k / n)]

    def Ratio(m, low, high):
        inside = within(m, low, high)
        outside = m.Integral() - inside
        return inside / outside, sqrt(inside + inside**2 / outside) / outside if inside else 1 / outside

    def Ratio1(m, low, high):
        inside = within(m, low, high)
        outside = with_flow(m) - inside
        return outside / inside, sqrt(outside + outside**2 / inside) / inside if outside else 1 / inside

    def Fraction(m, low, high):
        inside, entries = within(m, low, high), m.GetEntries()
        return inside / entries, sqrt(1 / inside + 1 / entries) * inside / entries if inside else 1 / sqrt(entries)

    def Fraction1(m, low, high):
        inside, total = within(m, low, high), with_flow(m)
        outside = total - inside
        error = sqrt(inside**2 * outside + outside**2 * inside) / total**2 if inside and outside else 1 / total
        return outside / total, error

    def FractionInBin(m, bin):
        count, entries = m.GetBinContent(bin), m.GetEntries()
        return count / entries, sqrt(1 / entries + 1 / count) * count / entries if count else 1 / entries

    def FractionInBinArray(m, above, below):
        n, d = (sum(m.GetBinContent(bin) for bin in bins) for bins in (above, below))
        return n / d, sqrt(1 / n + 1 / d) * n / d if n else 0

    def PixelEfficiency(m, *, histo1):
        n, missing = m.GetMean() * m.GetEntries(), histo1.GetMean() * histo1.GetEntries()
        p = n / (n + missing)
        return p, sqrt(p * (1 - p) / (n + missing))

    def PixelDigiPerClusterPix(m, *, histo1, histo2):
        axis = 3 if "2" in m.ClassName() else 1
        n, d = m.GetMean(axis), histo1.GetMean(axis) * histo2.GetMean(axis)
        if n < 1 or d == 0:
            raise NoPoint("no digis")
        squares = m.GetMeanError() ** 2 / n**2 + (histo1.GetMeanError() ** 2 + histo2.GetMeanError() ** 2) / d**2
        return n / d, n / d * sqrt(squares)

    def BinRatio2D(m, x, y, x2, y2):
        n, d = m.GetBinContent(x, y), m.GetBinContent(x2, y2)
        return n / d, n / d * sqrt(1 / d + 1 / n) if n else abs(1 / d)

    def BinCount2D(m, x, y, with_entries=True):
        return m.GetBinContent(x, y), m.GetBinError(x, y) / (sqrt(m.GetEntries()) if with_entries else 1)

    def Bin2DRatio(m, x, y, with_entries=True, *, histo1):
        n, d = m.GetBinContent(x, y), histo1.GetBinContent(x, y)
        if not with_entries:
            return n / d, m.GetBinError(x, y) / sqrt(m.GetEntries()) / d
        n, d = n * m.GetEntries(), d * histo1.GetEntries()
        return n / d, sqrt(n) / d

    def Quantile(m, fraction):
        position = array("d", [0.0])
        m.GetQuantiles(1, position, array("d", [fraction]))
        bin = m.GetXaxis().FindFixBin(position[0])
        total = sum(m.GetBinContent(one) for one in range(1, m.GetNbinsX() + 1))
        density = m.GetBinContent(bin) / (total * m.GetXaxis().GetBinWidth(bin))
        return position[0], sqrt(fraction * (1 - fraction) / m.GetEffectiveEntries()) / density


class muon_metrics:
    NOutsideRange = lambda m, low, high: (m.Integral() - within(m, low, high), 0)
    MeanCh = lambda m, row: average(cells(m, rows=[row]))


def weighted(m, first, last):
    """Sums of the weights (c/e)^2, of weight times content, and of weight times its square."""
    bins = [(m.GetBinContent(bin), m.GetBinError(bin)) for bin in range(first, last + 1)]
    weights = [(c, (c / e) ** 2) for c, e in bins if c != 0 and e != 0]
    return [sum(w * c**power for c, w in weights) for power in (0, 1, 2)]


def weighted_mean(m, first, last):
    total, once, _ = weighted(m, first, last)
    return once / total, once / total / sqrt(total)


class L1T_metrics:
    EffMean = lambda m: weighted_mean(m, 1, m.GetNbinsX())

    def EffVariance(m):
        total, once, twice = weighted(m, 1, m.GetNbinsX())
        mean, error = once / total, once / total / sqrt(total)
        spread = sqrt(twice / total - mean**2)
        return spread, mean * error / (sqrt(m.GetNbinsX()) * spread)

    def TurnOnCurveEffPoint(m, p):
        bins, x, c = m.GetNbinsX(), m.GetBinCenter, m.GetBinContent
        i = next((i for i in range(1, bins - 1) if c(i) <= p < c(i + 1)), None)
        if i is None:
            raise NoPoint("the curve does not pass")
        rise = c(i + 1) - c(i)
        f, g, slope = (c(i + 1) - p) / rise, (p - c(i)) / rise, (x(i + 1) - x(i)) / rise

        def error(bin):
            e = m.GetBinError(bin)
            return e if e < c(bin) else c(bin) / sqrt(c(bin) * m.GetEntries() / (2 * bins))

        ey = [error(i), error(i + 1)]
        ex = [m.GetXaxis().GetBinWidth(bin) / sqrt(12) for bin in (i, i + 1)]
        if ey[0] / c(i) > 0.2 or ey[1] / c(i + 1) > 0.2:
            raise NoPoint("not precise enough")
        square = (f * ex[0]) ** 2 + (g * ex[1]) ** 2 + (slope * f * ey[0]) ** 2 + (slope * g * ey[1]) ** 2
        return round(f * x(i) + g * x(i + 1), 2), round(sqrt(square), 2)

    def TurnOnCurveHalfWidth(m):
        (low, low_error), (high, high_error) = (L1T_metrics.TurnOnCurveEffPoint(m, p) for p in (0.2, 0.8))
        return high - low, sqrt(low_error**2 + high_error**2)

    def TurnOnPlateauEff(m):
        start = L1T_metrics.TurnOnCurveEffPoint(m, 0.5)[0] + 2 * L1T_metrics.TurnOnCurveHalfWidth(m)[0]
        first = next(bin for bin in range(1, m.GetNbinsX()) if m.GetBinCenter(bin) < start <= m.GetBinCenter(bin + 1))
        return weighted_mean(m, first + 1, m.GetNbinsX())

    def TurnOnCurveRange(m):
        bins = range(1, m.GetNbinsX() - 1)
        first = next((bin for bin in bins if m.GetBinContent(bin) == 0 and m.GetBinContent(bin + 1) > 0), 1)
        last = max(bin for bin in bins if m.GetBinContent(bin) not in (0, 1))
        low, high = m.GetBinCenter(first), m.GetBinCenter(last)
        return (low + high) / 2, (high - low) / 2
