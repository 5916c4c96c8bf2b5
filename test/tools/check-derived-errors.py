"""Uncertainties of derived trends, computed with numpy: for test/integration/derived-errors.test.ts.

Reads a list of cases as JSON from the standard input: an expression of Python over x (a list), the values, lower and upper
errors of the inputs, and the correlation of each two of them: a number, or "same data". Prints a list of [value, lower error,
upper error] as JSON. The gradient comes from complex steps, and the variance is g^T C g with the covariance matrix C.
"""

import json
import sys

import numpy as np

FUNCTIONS = {name: getattr(np, name) for name in ("sqrt", "exp", "log", "log10")}
STEP = 1e-30


def evaluate(expression, x):
    return eval(expression, {"__builtins__": {}}, {**FUNCTIONS, "x": x})  # cases are written by the test


def error(gradient, errors, correlation):
    size = len(errors)
    rho = np.eye(size)
    for i in range(size):
        for j in range(size):
            if i != j:
                pair = sorted((errors[i], errors[j]))
                rho[i, j] = pair[0] / pair[1] if correlation == "same data" else correlation
    covariance = rho * np.outer(errors, errors)
    return float(np.sqrt(max(0.0, gradient @ covariance @ gradient)))


def result(case):
    values = np.array(case["values"], dtype=complex)
    gradient = np.array(
        [evaluate(case["expression"], values + 1j * STEP * np.eye(len(values))[i]).imag / STEP for i in range(len(values))]
    )
    low, high = np.array(case["low"]), np.array(case["high"])
    down = error(gradient, np.where(gradient > 0, low, high), case["correlation"])
    up = error(gradient, np.where(gradient > 0, high, low), case["correlation"])
    return [float(evaluate(case["expression"], values).real), down, up]


print(json.dumps([result(case) for case in json.load(sys.stdin)]))
