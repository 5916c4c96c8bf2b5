"""Graphs, efficiencies, scalars, quality tests and fractions, and their metrics; and the additional metrics of HDQM for histograms."""

from array import array

import ROOT


class Others:
    """`all` has the objects by name, `jobs` is as in Jobs. Has its own random numbers, so that the histograms do not change."""

    def __init__(self, seed, histograms):
        self.random = ROOT.TRandom3(seed + 1)
        self.all, self.jobs = {}, []
        self.graphs()
        self.efficiencies()
        self.texts()
        self.parts()
        plain = [name for name, one in histograms.items() if name != "polygons" and not one.InheritsFrom("TProfile") and not one.InheritsFrom("TProfile2D")]
        for name in plain:
            if "Range" not in name or histograms[name].GetDimension() == 1:
                self.robust(name, histograms[name], plain)

    def ask(self, metric, arguments, main, histo1=None):
        self.jobs.append(("basic." + metric, arguments, main, histo1, None, None))

    def uniform(self, low, high):
        return self.random.Uniform(low, high)

    def graphs(self):
        for index, count in enumerate((0, 1, 2, 30, 400)):
            x, y, e = (array("d", [self.random.Gaus(center, spread) for _ in range(count)] or [0]) for center, spread in ((0, 1), (index - 2, 3), (2, 0.1)))
            for name, graph in (
                ("graph", ROOT.TGraph(count, x, y)),
                ("graphErrors", ROOT.TGraphErrors(count, x, y, e, e)),
                ("graphAsymmErrors", ROOT.TGraphAsymmErrors(count, x, y, e, e, e, e)),
            ):
                self.all["%s%d" % (name, index)] = graph
                self.ask("GraphMean", (), "%s%d" % (name, index))

    def efficiencies(self):
        for index, (count, rate) in enumerate(((0, 0.5), (1, 1), (50, 0), (50, 1), (300, 0.97), (5000, 0.3))):
            line = ROOT.TEfficiency("e", "", 10, 0, 10)
            plane = ROOT.TEfficiency("e", "", 4, 0, 10, 3, 0, 10)
            for _ in range(count):
                x, y, passed = self.random.Gaus(5, 4), self.random.Gaus(5, 4), self.uniform(0, 1) < rate
                line.Fill(passed, x)
                plane.Fill(passed, x, y)
            for name, one in (("efficiency", line), ("efficiencyPlane", plane)):
                self.all["%s%d" % (name, index)] = one
                self.ask("EfficiencyOverall", (), "%s%d" % (name, index))

    def texts(self):
        for name, text, metric in (
            ("whole", "i=42", "ScalarValue"),
            ("negative", "i=-7", "ScalarValue"),
            ("real", "f=0.1234567890123", "ScalarValue"),
            ("small", "f=-3.5e-12", "ScalarValue"),
            ("notANumber", "f=nan", "ScalarValue"),
        ):
            self.text(name, name, text, metric)
        for status, result in ((100, "0.987"), (200, "12"), (300, "-0.5")):
            for metric in ("QualityTestResult", "QualityTestStatus"):
                self.text("test%d" % status, "test%d.check" % status, "qr=st:%d:%s:Comp2RefKolmogorov:said: so" % (status, result), metric)

    def text(self, name, tag, text, metric):
        self.all[tag] = ROOT.TObjString("<%s>%s</%s>" % (tag, text, tag))
        self.ask(metric, (), tag)

    def parts(self):
        """Passed events of a total."""
        for index, (kind, count, rate) in enumerate((("TH1F", 0, 1), ("TH1D", 8, 0.5), ("TH1I", 900, 0.99), ("TH1F", 3000, 0.02), ("TH2F", 500, 0.7))):
            total = ROOT.TH2F("t", "", 5, 0, 10, 4, 0, 10) if kind == "TH2F" else getattr(ROOT, kind)("t", "", 20, 0, 10)
            passed = total.Clone()
            for _ in range(count):
                at = [self.random.Gaus(5, 3) for _ in range(total.GetDimension())]
                total.Fill(*at)
                if self.uniform(0, 1) < rate:
                    passed.Fill(*at)
            self.all["tried%d" % index], self.all["passed%d" % index] = total, passed
            self.ask("Efficiency", (), "passed%d" % index, "tried%d" % index)
            self.ask("Efficiency", (), "tried%d" % index, "passed%d" % index)
            if total.GetDimension() == 1:
                low = round(self.uniform(-1, 6), 2)
                self.ask("Efficiency", (low, round(low + self.uniform(0, 6), 2)), "passed%d" % index, "tried%d" % index)

    def robust(self, name, histogram, plain):
        for axis in "xyz"[: histogram.GetDimension()]:
            along = getattr(histogram, "Get%saxis" % axis.upper())()
            place = along.GetXmin() + self.uniform(-0.05, 1.05) * (along.GetXmax() - along.GetXmin())
            place = float("%.7g" % place)
            self.ask("Median", (axis,), name)
            self.ask("AxisQuantile", (round(self.uniform(0.01, 0.99), 3), axis), name)
            self.ask("FractionBelow", (place, axis), name)
            self.ask("FractionAbove", (place, axis), name)
        self.ask("TruncatedMean", (round(self.uniform(0, 0.4), 2), round(self.uniform(0, 0.4), 2)), name)
        self.ask("RatioOfMeans", (), name, plain[int(self.random.Integer(len(plain)))])
