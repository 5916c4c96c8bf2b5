"""Unusual histograms of every class, generated from a seed, including ones that should not occur in a DQM file."""

import math
from array import array

import ROOT


class Shapes:
    """Makes histograms from its own random numbers; `all` has them by name."""

    def __init__(self, seed):
        self.random = ROOT.TRandom3(seed)
        self.all = {}
        self.truth = {}
        self.one_dimensional()
        self.edited()
        self.labelled()
        self.turn_on_curves()
        self.profiles()
        self.maps()
        self.other_classes()
        self.peaks()

    def keep(self, name, histogram):
        histogram.SetName(name)
        self.all[name] = histogram
        return histogram

    def uniform(self, low, high):
        return self.random.Uniform(low, high)

    def integer(self, low, high):
        return int(self.random.Integer(high - low + 1)) + low

    def pick(self, some):
        return some[self.integer(0, len(some) - 1)]

    def edges(self, bins):
        edges = [self.uniform(-3, 0)]
        for _ in range(bins):
            edges.append(edges[-1] + self.uniform(0.05, 2))
        return array("d", edges)

    def axis(self, kind="TH1F", bins=None, low=None, high=None):
        low = self.uniform(-5, 2) if low is None else low
        high = low + self.uniform(4, 30) if high is None else high
        return getattr(ROOT, kind)("h", "", bins or self.integer(5, 60), low, high)

    def density(self, histogram):
        low, high = histogram.GetXaxis().GetXmin(), histogram.GetXaxis().GetXmax()
        width = high - low
        place, spread = low + width * self.uniform(0.25, 0.7), width * self.uniform(0.03, 0.3)
        random = self.random
        return self.pick(
            [
                lambda: random.Gaus(place, spread),
                lambda: random.Landau(place, spread / 4),
                lambda: low + random.Exp(spread),
                lambda: self.uniform(low, high),
                lambda: random.Landau(place, spread / 6) + random.Gaus(0, spread / 8),
            ]
        )

    def fill(self, histogram, count, weight=None, density=None):
        density = density or self.density(histogram)
        for _ in range(count):
            if weight is None:
                histogram.Fill(density())
            else:
                histogram.Fill(density(), weight())
        return histogram

    def filled(self, count=300, weight=None, sumw2=False, **axis):
        histogram = self.axis(**axis)
        if sumw2:
            histogram.Sumw2()
        return self.fill(histogram, count, weight)

    def outside(self, name, place, spread):
        histogram = self.axis()
        low, high = histogram.GetXaxis().GetXmin(), histogram.GetXaxis().GetXmax()
        at = low + (high - low) * place
        self.keep(name, self.fill(histogram, 400, density=lambda: self.random.Gaus(at, spread * (high - low))))

    def one_dimensional(self):
        keep, filled = self.keep, self.filled
        for kind in ("TH1F", "TH1D", "TH1I", "TH1S", "TH1C"):
            keep("plain" + kind, filled(self.integer(300, 3000), kind=kind))
            keep("few" + kind, filled(self.integer(2, 6), kind=kind))
        keep("empty", self.axis())
        keep("single", self.fill(self.axis(low=0, high=5), 1, density=lambda: self.uniform(0, 5)))
        self.outside("allOver", 1.5, 0.01)
        self.outside("allUnder", -0.5, 0.01)
        self.outside("overflowHeavy", 1, 0.5)
        self.outside("underflowHeavy", 0, 0.3)
        keep("weighted", filled(300, lambda: 0.37))
        keep("sumw2", filled(500, lambda: self.uniform(0.1, 3), True))
        keep("negativeSumw2", filled(500, lambda: self.uniform(-1, 3), True, kind="TH1D"))
        keep("negativeWeights", filled(500, lambda: self.uniform(-1, 3)))
        keep("allNegative", filled(500, lambda: -1))
        keep("zeroWeights", filled(100, lambda: 0, True))
        for name, weight in (("variable", None), ("variableSumw2", lambda: self.uniform(0.5, 1.5))):
            bins = self.integer(5, 30)
            histogram = ROOT.TH1D("h", "", bins, self.edges(bins))
            if weight:
                histogram.Sumw2()
            keep(name, self.fill(histogram, 700, weight))
        for bins in (1, 2, 3):
            keep("bins%d" % bins, filled(100, bins=bins))
        keep("saturated", filled(3000, kind="TH1C", bins=5))
        keep("tinyAxis", filled(200, bins=10, low=0, high=1e-6))
        keep("farAxis", filled(200, bins=10, low=1e6, high=1e6 + 1))
        for name, center in (("lastBin", 30), ("firstBin", 1)):
            histogram = self.axis(bins=30)
            keep(name, self.fill(histogram, 50, density=lambda: histogram.GetXaxis().GetBinCenter(center)))

    def edited(self):
        """Histograms modified after filling: set, scaled, added or with an axis range."""
        keep, filled = self.keep, self.filled
        ranges = dict(range=(8, 25), rangeFull=(1, 40), rangeFlow=(0, 41), rangeOver=(1, 41), rangeUnder=(0, 12), rangeTail=(39, 40))
        for name, (first, last) in ranges.items():
            histogram = filled(900, bins=40)
            histogram.GetXaxis().SetRange(first, last)
            keep(name, histogram)
        histogram = filled(900, lambda: self.uniform(0, 2), True, bins=40)
        histogram.GetXaxis().SetRange(10, 10)
        keep("rangeOne", histogram)

        contents = {
            "hand": lambda bin: (self.integer(0, 50), None),
            "handErrors": lambda bin: (self.uniform(-3, 10), self.uniform(0.1, 1)),
            "handNoErrors": lambda bin: (4.0, 0),
            "flat": lambda bin: (7, None),
        }
        for name, of in contents.items():
            histogram = self.axis(bins=12)
            for bin in range(1, 13):
                content, error = of(bin)
                histogram.SetBinContent(bin, content)
                if error is not None:
                    histogram.SetBinError(bin, error)
            keep(name, histogram)
        histogram = keep("handFill", self.all["hand"].Clone())
        histogram.Fill(histogram.GetXaxis().GetBinCenter(3))
        histogram = filled(100, bins=10)
        histogram.SetBinContent(4, 1e8)
        histogram.SetBinContent(5, 1e8 + 8)
        keep("huge", histogram)

        edits = {
            "entriesSet": lambda h: h.SetEntries(10),
            "entriesNone": lambda h: h.SetEntries(0),
            "momentsReset": lambda h: h.ResetStats(),
            "momentsSet": lambda h: h.PutStats(array("d", [50, 60, 100, 400])),
            "scaled": lambda h: h.Scale(0.1),
            "normalised": lambda h: h.Scale(1 / h.Integral()),
            "scaledByWidth": lambda h: h.Scale(2, "width"),
            "maximumSet": lambda h: h.SetMaximum(1000),
            "minimumSet": lambda h: (h.SetMinimum(-1), h.SetMaximum(0)),
        }
        for name, edit in edits.items():
            histogram = filled(300)
            edit(histogram)
            keep(name, histogram)
        one, other = (filled(count, sumw2=True, kind="TH1D", bins=20, low=0, high=10) for count in (400, 300))
        one.Add(other, -1.0)
        keep("difference", one)
        keep("rebinned", filled(900, bins=60).Rebin(3, "rebinned"))
        keep("rebinnedOdd", filled(900, bins=61).Rebin(3, "rebinnedOdd"))
        for name, edit in (("flowStats", lambda h: None), ("flowStatsRange", lambda h: h.GetXaxis().SetRange(2, 4))):
            histogram = self.axis()
            histogram.SetStatOverflows(ROOT.TH1.kConsider)
            high = histogram.GetXaxis().GetXmax()
            self.fill(histogram, 500, density=lambda: self.random.Gaus(high, 3))
            edit(histogram)
            keep(name, histogram)

    def labelled(self):
        for name, labels in (("labelsAll", 8), ("labelsSome", 4)):
            histogram = self.axis(bins=8, low=0, high=8)
            for bin in range(1, labels + 1):
                histogram.GetXaxis().SetBinLabel(bin, "label%d" % bin)
            self.keep(name, self.fill(histogram, 200, density=lambda: self.uniform(-2, 9)))
        histogram = ROOT.TH1F("h", "", 3, 0, 3)
        for _ in range(40):
            histogram.Fill("label%d" % self.integer(1, 5), 1)
        self.keep("grown", histogram)
        histogram = ROOT.TH2F("h", "", 3, 0, 3, 3, 0, 3)
        for _ in range(60):
            histogram.Fill("label%d" % self.integer(1, 5), "y%d" % self.integer(1, 4), 1.0)
        self.keep("mapGrown", histogram)

    def turn_on_curves(self):
        for index, events in enumerate([40, 200, 2000, 20000, 5000, 60000, 90000, 40000, 30000]):
            bins = self.integer(12, 60)
            total = self.axis(bins=bins, low=0, high=self.uniform(20, 120))
            width = total.GetXaxis().GetXmax()
            self.fill(total, events, density=lambda: self.random.Exp(width / 3) if index < 5 else self.uniform(0, width))
            middle, rise, plateau = width * self.uniform(0.1, 0.5), width * self.uniform(0.01, 0.25), self.uniform(0.85, 1)
            passed = total.Clone("passed")
            for bin in range(1, bins + 1):
                efficiency = plateau * 0.5 * (1 + math.erf((total.GetBinCenter(bin) - middle) / rise))
                passed.SetBinContent(bin, self.random.Binomial(int(total.GetBinContent(bin)), efficiency))
            passed.SetEntries(passed.Integral())
            curve = passed.Clone("curve")
            curve.Divide(passed, total, 1, 1, "B")
            self.keep("turnOn%d" % index, curve)

    def profile(self, count, option="", bins=None, weight=None, y=None):
        histogram = ROOT.TProfile("p", "", bins or self.integer(5, 30), -3, 5, option)
        mean, spread = self.uniform(-2, 5), self.uniform(0.1, 3)
        for _ in range(count):
            x = self.random.Gaus(1, 2.5)
            of = y() if y else self.random.Gaus(mean + 0.3 * x, spread)
            histogram.Fill(x, of, weight() if weight else 1)
        return histogram

    def profiles(self):
        keep, profile = self.keep, self.profile
        for option in ("", "s", "i", "g"):
            keep("profile" + option, profile(600, option))
            keep("profileFew" + option, profile(12, option))
            keep("profileWeighted" + option, profile(300, option, weight=lambda: self.uniform(0.2, 3)))
            keep("profileEqual" + option, profile(200, option, y=lambda: 2.5))
        keep("profileEmpty", profile(0))
        for name, first, last in (("profileRange", 4, 9), ("profileRangeUnder", 0, 9)):
            histogram = keep(name, profile(500, bins=20, weight=lambda: self.uniform(0.5, 2)))
            histogram.GetXaxis().SetRange(first, last)
        keep("profileScaled", profile(500)).Scale(3.0)
        keep("profileRebinned", profile(500, bins=20)).Rebin(2)
        keep("profileAdded", profile(500, bins=20)).Add(profile(300, bins=20), 0.5)

    def map(self, count, kind="TH2F", bins=None, weight=None):
        nx, ny = bins or (self.integer(4, 14), self.integer(3, 10))
        histogram = getattr(ROOT, kind)("m", "", nx, -2, 6, ny, 0, 4)
        place = self.uniform(0, 4), self.uniform(1, 3)
        for _ in range(count):
            histogram.Fill(self.random.Gaus(place[0], 2), self.random.Gaus(place[1], 1), weight() if weight else 1)
        return histogram

    def maps(self):
        keep, uniform = self.keep, self.uniform
        for kind in ("TH2F", "TH2D", "TH2I", "TH2S", "TH2C"):
            keep("map" + kind, self.map(600, kind))
        keep("mapFew", self.map(5))
        keep("mapEmpty", self.map(0))
        keep("mapWeighted", self.map(400, weight=lambda: uniform(0.1, 2)))
        keep("mapNegative", self.map(400, weight=lambda: uniform(-1, 2)))
        keep("mapRangeX", self.map(500, bins=(12, 9))).GetXaxis().SetRange(3, 7)
        keep("mapRangeY", self.map(500, bins=(12, 9))).GetYaxis().SetRange(2, 5)
        histogram = keep("mapRangeBoth", self.map(500, bins=(12, 9)))
        histogram.GetXaxis().SetRange(0, 5)
        histogram.GetYaxis().SetRange(2, 10)
        histogram = keep("mapHand", self.map(0, bins=(6, 4)))
        for x in range(1, 7):
            for y in range(1, 5):
                histogram.SetBinContent(x, y, self.integer(-2, 9))
        histogram = keep("mapDivided", self.map(500, "TH2D", (10, 8)))
        histogram.Divide(self.map(600, "TH2D", (10, 8)))
        for name, option, weight in (("", "", None), ("s", "s", None), ("g", "g", None), ("Weighted", "", lambda: uniform(0.1, 2))):
            histogram = ROOT.TProfile2D("p", "", self.integer(4, 9), -2, 6, self.integer(3, 7), 0, 4, option)
            for _ in range(300):
                histogram.Fill(self.random.Gaus(2, 3), self.random.Gaus(2, 1.5), self.random.Gaus(3, 1), weight() if weight else 1)
            keep("profile2d" + name, histogram)
        keep("profile2dRange", self.all["profile2d"].Clone()).GetXaxis().SetRange(2, 4)

    def other_classes(self):
        cube = ROOT.TH3F("t", "", 5, -2, 6, 4, 0, 4, 6, -1, 5)
        for _ in range(600):
            cube.Fill(self.random.Gaus(2, 2), self.random.Gaus(2, 1), self.random.Gaus(2, 2))
        self.keep("cube", cube)
        self.keep("cubeRange", cube.Clone()).GetZaxis().SetRange(2, 4)
        polygons = ROOT.TH2Poly("p", "", 0, 10, 0, 10)
        polygons.Honeycomb(0, 0, 1, 5, 5)
        for _ in range(400):
            polygons.Fill(self.random.Gaus(4, 3), self.random.Gaus(4, 3), self.uniform(0, 2))
        self.keep("polygons", polygons)

    def peaks(self):
        """Histograms to fit; `truth` has location and width."""
        for index, count in enumerate([30, 100, 300, 1000, 5000, 20000, 50, 400, 3000, 40000]):
            low = self.uniform(0, 5)
            histogram = self.axis(("TH1F", "TH1D")[index % 2], self.integer(20, 90), low, low + self.uniform(20, 200))
            width = histogram.GetXaxis().GetXmax() - low
            place, spread = low + width * self.uniform(0.2, 0.5), width * self.uniform(0.02, 0.08)
            if index % 3 == 2:
                histogram.Sumw2()
            smear = spread if index % 3 == 1 else 0
            weight = (lambda: self.uniform(0.5, 1.5)) if index % 3 == 2 else None
            self.fill(histogram, count, weight, lambda: self.random.Landau(place, spread) + self.random.Gaus(0, smear))
            self.keep("landau%d" % index, histogram)
            self.truth["landau%d" % index] = (place, spread)
        for index, count in enumerate([10, 50, 300, 2000, 20000]):
            place, spread = self.uniform(-1, 1), self.uniform(0.4, 2)
            histogram = self.axis("TH1F", self.integer(20, 80), -5, 5)
            self.keep("gauss%d" % index, self.fill(histogram, count, density=lambda: self.random.Gaus(place, spread)))
            self.truth["gauss%d" % index] = (place, spread)
