"""Writes comparison-golden.json: random trends of two sides from a fixed seed, with their comparison by numpy.

    python3 test/tools/write-comparison-golden.py      (needs numpy)
"""

import json
import pathlib

import numpy

random = numpy.random.default_rng(20231201)


def weights(errors):
    median = numpy.median(errors)
    return numpy.ones_like(errors) if median == 0 else (median / numpy.maximum(errors, median)) ** 2


def error_of_mean(values, errors, weight, mean):
    by_errors = numpy.sqrt((weight ** 2 * errors ** 2).sum()) / weight.sum()
    by_scatter = numpy.sqrt((weight * (values - mean) ** 2).sum() / ((len(values) - 1) * weight.sum()))
    return max(by_errors, by_scatter)


def has_ratio(a, b):
    return any((sign * a > 0).mean() >= 0.95 and (sign * b > 0).mean() >= 0.95 for sign in (1, -1))


def result(a, b, mean_a, mean_b, shift, shift_error, ratio_error, distances, sigmas):
    known = sigmas > 0
    ratio = mean_b / mean_a if has_ratio(a, b) else None
    return {"runsA": len(a), "runsB": len(b), "meanA": mean_a, "meanB": mean_b, "shift": shift,
            "shiftError": shift_error, "significance": shift / shift_error, "ratio": ratio,
            "ratioError": None if ratio is None else ratio_error,
            "shareBeyond": (abs(distances[known]) > 3 * sigmas[known]).mean() if known.any() else None}


def runs(a, error_a, b, error_b):
    """Run by run, of the runs with both values."""
    common = ~numpy.isnan(a) & ~numpy.isnan(b)
    a, error_a, b, error_b = a[common], error_a[common], b[common], error_b[common]
    sigmas = numpy.hypot(error_a, error_b)
    weight = weights(sigmas)
    mean_a, mean_b, shift = (numpy.average(values, weights=weight) for values in (a, b, b - a))
    ratio = mean_b / mean_a
    residual_error = error_of_mean(b - ratio * a, numpy.hypot(error_b, ratio * error_a), weight, 0)
    return result(a, b, mean_a, mean_b, shift, error_of_mean(b - a, sigmas, weight, shift),
                  residual_error / abs(mean_a), b - a, sigmas)


def samples(a, error_a, b, error_b):
    """All values of both sides."""
    (a, error_a), (b, error_b) = [(v[~numpy.isnan(v)], e[~numpy.isnan(v)]) for v, e in ((a, error_a), (b, error_b))]
    weight_a, weight_b = weights(error_a), weights(error_b)
    mean_a, mean_b = numpy.average(a, weights=weight_a), numpy.average(b, weights=weight_b)
    of_a, of_b = error_of_mean(a, error_a, weight_a, mean_a), error_of_mean(b, error_b, weight_b, mean_b)
    scatter = numpy.sqrt(numpy.average((a - mean_a) ** 2, weights=weight_a) * len(a) / (len(a) - 1))
    return result(a, b, mean_a, mean_b, mean_b - mean_a, numpy.hypot(of_a, of_b),
                  numpy.hypot(of_b, mean_b / mean_a * of_a) / abs(mean_a), b - mean_a, numpy.hypot(error_b, scatter))


def trend(name, a, error_a, b, error_b):
    columns = {"a": {"values": a.tolist(), "errors": error_a.tolist()},
               "b": {"values": b.tolist(), "errors": error_b.tolist()}}
    return {"name": name, **columns, "runs": runs(a, error_a, b, error_b), "samples": samples(a, error_a, b, error_b)}


def trends():
    truth = random.normal(100, 4, 200)
    error_a, error_b = random.uniform(0.5, 1.5, 200), random.uniform(0.5, 3, 200)
    yield trend("the same values within their errors", truth + error_a * random.normal(size=200), error_a,
                truth + error_b * random.normal(size=200), error_b)
    yield trend("two percent more", truth + error_a * random.normal(size=200), error_a,
                1.02 * truth + error_b * random.normal(size=200), error_b)
    gaps = numpy.where(random.uniform(size=80) < 0.2, numpy.nan, 1.0)
    short = numpy.where(random.uniform(size=80) < 0.1, 40.0, 1.0)
    yield trend("negative, with gaps and runs of large errors", gaps * random.normal(-20, 1, 80), 0.3 * short,
                random.normal(-21, 1, 80) + short * random.normal(size=80), 0.2 * short)
    yield trend("residuals around zero", random.normal(0, 0.1, 60), numpy.full(60, 0.1),
                random.normal(0.05, 0.1, 60), numpy.full(60, 0.12))
    nothing = numpy.zeros(40)
    yield trend("counts without errors", random.poisson(900, 40).astype(float), nothing,
                random.poisson(950, 40).astype(float), nothing)
    yield trend("tiny numbers", 1e-100 * random.uniform(1, 2, 30), 1e-101 * random.uniform(1, 2, 30),
                1e-100 * random.uniform(1, 2, 30), 1e-101 * random.uniform(1, 2, 30))
    some = numpy.where(random.uniform(size=50) < 0.2, 0.0, 0.5)
    yield trend("one run of five without an error", random.normal(7, 0.5, 50), some, random.normal(7, 0.5, 50), some)


def plain(value):
    return value.item() if isinstance(value, numpy.generic) else value


def without_nan(value):
    """NaN, which JSON does not have, becomes null."""
    if isinstance(value, dict):
        return {key: without_nan(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_nan(each) for each in value]
    value = plain(value)
    return None if isinstance(value, float) and numpy.isnan(value) else value


target = pathlib.Path(__file__).parent.parent / "server/judge/compare/comparison-golden.json"
text = json.dumps([without_nan(each) for each in trends()], separators=(",", ":"), allow_nan=False)
target.write_text(text + "\n")
