"""The metrics with fits, by fits of ROOT: chi-square, Minuit2."""

import itertools

import ROOT

from metrics import NoPoint, last_filled

ROOT.gInterpreter.Declare(
    """
double langauOfMetric(const double *x, const double *p) {
  // Landau of width p0 convolved with a Gaussian of width p3 by 100 midpoints over 5 p3 on each side; p1 location, p2 area.
  const double location = p[1] - 2.931 * 0.22278298 * p[0], step = 10 * p[3] / 100;
  double sum = 0;
  for (int i = 0; i < 100; ++i) {
    const double at = x[0] - 5 * p[3] + (i + 0.5) * step;
    sum += p[0] == 0 ? 0 : TMath::Landau(at, location, p[0]) / p[0] * TMath::Gaus(x[0], at, p[3]);
  }
  return p[2] * step * sum * 0.3989422804014 / p[3];
}
"""
)
numbers = itertools.count()


def function(formula, low, high, start=(), size=None):
    name = "f%d" % next(numbers)
    made = ROOT.TF1(name, formula, low, high) if size is None else ROOT.TF1(name, formula, low, high, size)
    for index, value in enumerate(start):
        made.SetParameter(index, value)
    return made


def fit(histogram, curve, times):
    for _ in range(times):
        status = int(histogram.Fit(curve, "QRS0N"))
    if status != 0 or curve.GetNDF() < 1:
        raise NoPoint("status %d, ndf %d" % (status, curve.GetNDF()))


def parameter(curve, k, accepted=lambda value: True):
    if not accepted(curve.GetParameter(k)):
        raise NoPoint("not accepted")
    return curve.GetParameter(k), curve.GetParError(k)


def landau(m, low, high, start):
    curve = function("[2]*TMath::Landau(x,[0],[1],0)", low, high, start)
    fit(m, curve, 3)
    return curve


def flat(m, low, high, start):
    curve = function("[0]", low, high, [start])
    fit(m, curve, 1)
    return parameter(curve, 0)


class fits:
    FlatLine = lambda m, _, low, high, start: flat(m, low, high, start)
    FlatLineXcut = lambda m, _, low, high, start: flat(m, low, min(high, m.GetBinCenter(last_filled(m) - 3)), start)

    def Landau(m, k, low, high, start):
        return parameter(landau(m, low, high, start), k, lambda value: value > 0)

    def LandauAroundMax(m, k, below, above, limit):
        top = m.GetMaximumBin()
        neighbour = top - 1 if m.GetBinContent(top - 1) > m.GetBinContent(top + 1) else top + 1
        middle = (m.GetBinCenter(top) + m.GetBinCenter(neighbour)) / 2
        curve = landau(m, middle * below, middle * above, (middle, middle / 10, m.GetMaximum()))
        return parameter(curve, k, lambda value: 0 < value < limit)

    def LandauAroundMaxBin(m, k, width):
        center = m.GetBinCenter(m.GetMaximumBin())
        curve = function("landau", center - width, center + width)
        fit(m, curve, 3)
        return parameter(curve, k)

    def LandauTest(m, k, low1, high1, low2, high2, turn, start, *, run):
        later = run >= turn
        curve = landau(m, low2, high2, start) if later else landau(m, low1, high1, [1.58 * value for value in start])
        return parameter(curve, k, lambda value: 0 < value < 60000)

    def GauLand(m, k, low, high, start):
        curve = function("[2]*TMath::Landau(x,[0],[1],0)+[4]*TMath::Exp(-0.5*((x-[0])/[3])**2)", low, high, start)
        curve.SetParameter(2, m.GetMaximum() / 2)
        curve.SetParameter(4, m.GetMaximum() / 2)
        fit(m, curve, 3)
        return parameter(curve, k)

    def Gaussian(m, k, low, high, start):
        curve = function("[2]*TMath::Exp(-0.5*((x-[0])/[1])**2)", low, high, start)
        fit(m, curve, 1)
        return parameter(curve, k)

    def LanGau(m, k, low, high, control, start):
        if m.GetEntries() < 150:
            m.Rebin(2)
        curve = function(ROOT.langauOfMetric, low, high, size=4)
        peak = m.GetBinCenter(m.GetMaximumBin())

        def again(area):
            curve.SetParameters(start[0], peak if peak > low else start[1], area, start[3])
            for _ in range(3):
                status = int(m.Fit(curve, "QRS0N"))
            return status

        status, turn = again(m.Integral()), 0
        while (curve.GetParameter(0) < control or curve.GetParameter(1) < low) and turn < 5:
            curve.SetRange(low - 2, high)
            status, turn = again(m.Integral() * (5 + turn) / 5), turn + 1
        if status != 0 or curve.GetNDF() < 1:
            raise NoPoint("status %d" % status)
        return curve.GetMaximumX(), curve.GetParError(k)
