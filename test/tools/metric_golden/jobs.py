"""Combinations of metrics, arguments and shapes: every metric, with shapes that it supports and some that it does not."""

SIMPLE = (
    "Mean StdDev MeanRMS RMSXAxis RMSYAxis MeanYAxis MeanZAxis MeanEntries MeanY Count MaxBin MaxExcursion ProfileMean Mean2D MeanPosOnly"
).split()


class Jobs:
    """`all` has (metric, arguments, names of main, histo1, histo2, reference)."""

    def __init__(self, shapes, run):
        self.shapes, self.run, self.all = shapes, run, []
        binned = [name for name in shapes.all if name not in shapes.truth and name != "polygons"]
        self.flat = [name for name in binned if shapes.all[name].GetDimension() == 1]
        self.maps = [name for name in binned if shapes.all[name].GetDimension() == 2]
        for name in binned:
            for metric in SIMPLE:
                self.ask("basic." + metric, (), name)
        for metric in SIMPLE[:8] + ["Count"]:
            self.ask("basic." + metric, (), "polygons")
        for bin in (1, 7, -5, 99):
            self.ask("basic.BinCount", (bin,), "polygons")
        for name in self.flat + self.maps:
            self.cells(name)
        for name in self.flat:
            self.along_x(name)
        for name in self.maps:
            self.ask("basic.BinRatio2D", (1, 1, 2, 2), name)
            self.ask("basic.ProfileMeanBPixModules", (shapes.integer(1, 4),), name)
        self.references()
        for name, (place, spread) in shapes.truth.items():
            (self.landau if name.startswith("landau") else self.gauss)(name, place, spread)

    def ask(self, metric, arguments, main, histo1=None, histo2=None, reference=None):
        self.all.append((metric, arguments, main, histo1, histo2, reference))

    def cells(self, name):
        ask, integer = self.ask, self.shapes.integer
        one = lambda: self.shapes.pick(self.flat)
        two = lambda: self.shapes.pick(self.maps)
        bins = self.shapes.all[name].GetNbinsX()
        for bin in {1, integer(0, bins + 1), bins + 3, -1}:
            for metric in ("BinCount", "FractionInBin", "NormBinCount"):
                ask("basic." + metric, (bin,), name)
        for label in ("label2", "nolabel"):
            ask("basic.BinCount", (label, True), name)
            ask("basic.ROCfraction", (label, 100), name)
            ask("basic.RecoFraction", (label,), name, one())
            ask("basic.NormBinCount", (label, "label1"), name)
        ask("basic.NormBinCount", (1, bins), name)
        ask("basic.ROCfraction", (2, integer(1, 500), True), name)
        ask("basic.RecoFraction", (2,), name, two())
        ask("basic.FractionInBinArray", ([2], [1, 2, 3]), name)
        ask("basic.StripBadComponent", ([1, 2], 1, integer(1, 99)), name)
        ask("basic.BinCount2D", (1, 1), name)
        ask("basic.BinCount2D", (bins + 5, -2, False), name)
        ask("basic.Bin2DRatio", (1, 1), name, one())
        ask("basic.Bin2DRatio", (2, 2, False), name, two())
        ask("basic.StripFEDErrorFraction", (51, 1), name, one())
        ask("basic.FED25ErrorFraction", (0.25, 440), name)
        ask("basic.SummaryMapPartition", (2, 3), name)
        ask("basic.MeanXRange", (1, 3), name)
        ask("basic.MeanYForXBin", (2,), name)
        ask("basic.MeanYRange", (1, 3), name)
        ask("muon_metrics.MeanCh", (1,), name)
        ask("basic.PixelEfficiency", (), name, one())
        ask("basic.PixelDigiPerClusterPix", (), name, one(), one())
        ask("basic.PixelDigiPerClusterPix", (), name, two(), two())
        ask("basic.MeanDiff", (), name, reference=one())

    def ends(self, name):
        axis = self.shapes.all[name].GetXaxis()
        width = axis.GetXmax() - axis.GetXmin()
        low = axis.GetXmin() + width * self.shapes.uniform(-0.1, 0.9)
        return round(low, 3), round(low + width * self.shapes.uniform(-0.1, 0.6), 3)

    def along_x(self, name):
        ask = self.ask
        axis = self.shapes.all[name].GetXaxis()
        for metric in ("Ratio", "Ratio1", "Fraction", "Fraction1"):
            ask("basic." + metric, self.ends(name), name)
        ask("muon_metrics.NOutsideRange", self.ends(name), name)
        start = self.ends(name)[0]
        ask("basic.EntriesCount", (start,), name)
        ask("basic.EntriesRate", (start,), name, self.shapes.pick(self.flat))
        ask("basic.BinsCount", (self.shapes.integer(0, axis.GetNbins()),), name)
        for fraction in (0.95, round(self.shapes.uniform(0.01, 0.99), 3)):
            ask("basic.Quantile", (fraction,), name)
        ask("basic.AverageYwithXCut", (100,), name)
        for metric in ("EffMean", "EffVariance", "TurnOnCurveHalfWidth", "TurnOnPlateauEff", "TurnOnCurveRange"):
            ask("L1T_metrics." + metric, (), name)
        ask("L1T_metrics.TurnOnCurveEffPoint", (self.shapes.pick([0.2, 0.5, 0.8, 0.95]),), name)
        low, high = self.ends(name)
        ask("fits.FlatLine", (0, low, high, 1.0), name)
        ask("fits.FlatLineXcut", (0, axis.GetXmin(), high, 1.0), name)

    def references(self):
        """Every third shape with another histogram of the same axes."""
        shapes = self.shapes
        for name in (self.flat + self.maps)[::3]:
            histogram = shapes.all[name]
            other = shapes.keep(name + "Reference", histogram.Clone())
            if histogram.GetDimension() == 1 and not histogram.InheritsFrom("TProfile"):
                other.Reset()
                shapes.fill(other, shapes.integer(5, 700), lambda: shapes.uniform(0.5, 2))
            for metric in ("Kolmogorov", "Chi2", "NormChi2", "MeanDiff"):
                self.ask("basic." + metric, (), name, reference=other.GetName())

    def landau(self, name, place, spread):
        ask, uniform = self.ask, self.shapes.uniform
        axis = self.shapes.all[name].GetXaxis()
        low, high = round(axis.GetXmin(), 2), round(axis.GetXmax(), 2)
        at, width = round(place, 2), round(spread, 2)
        for k in (0, 1, 2):
            ends = round(place - uniform(1, 4) * spread, 2), round(place + uniform(4, 20) * spread, 2)
            start = round(place * uniform(0.8, 1.2), 2), round(spread * uniform(0.5, 2), 2)
            ask("fits.Landau", (k, *ends, start), name)
            ask("fits.LandauAroundMax", (k, round(uniform(0.6, 0.9), 2), round(uniform(1.2, 1.9), 2), 60000), name)
            ask("fits.LandauAroundMaxBin", (k, round(spread * uniform(3, 8), 2)), name)
            ask("fits.GauLand", (k, low, high, (at, width, 0.0, width, 0.0)), name)
            ask("fits.LandauTest", (k, *ends, low, high, self.run + k - 1, (at, width)), name)
        ask("fits.Landau", (0, low, high, (round(low + (high - low) * 0.9, 2), round(spread * 10, 2))), name)
        k = int(name[-1]) % 4
        ask("fits.LanGau", (k, low, high, round(spread / 50, 3), (width, at, 1000.0, round(spread / 2, 2))), name)

    def gauss(self, name, place, spread):
        uniform = self.shapes.uniform
        for k in (0, 1, 2):
            ends = round(place - uniform(1, 3) * spread, 2), round(place + uniform(1, 3) * spread, 2)
            self.ask("fits.Gaussian", (k, *ends, (0.0, 1.0, 100.0)), name)
            start = round(uniform(-2, 2), 2), round(uniform(0.2, 4), 2), round(uniform(1, 900), 2)
            self.ask("fits.Gaussian", (k, -5.0, 5.0, start), name)
