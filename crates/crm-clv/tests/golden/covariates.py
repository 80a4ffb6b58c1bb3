"""Fits with the spend of the first day as a covariate, to the CDNOW sample, by general optimisers of SciPy.

Run with SciPy 1.17.1 as `python covariates.py FOLDER`, with the folder that holds cdnow_sample.csv; writes covariates.csv beside
this file. Likelihoods are the closed forms of the papers (log-gammas and the hypergeometric function), gradients are
differences: nothing is shared with the crate. Rows: model, covariates of, parameter, estimate, standard error; the
log-likelihood is a row of its own.
"""

import csv
import sys
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

END = date(1997, 9, 30)
SCALE = 100.0  # the search is in hundreds of dollars, the rows are in dollars


def histories(folder):
    """x, t_x, T in weeks and the spend of the first day, for each customer."""
    days = {}
    with open(Path(folder) / "cdnow_sample.csv") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            if day <= END:
                spent = days.setdefault(row["customer_id"], {})
                spent[day] = spent.get(day, 0) + round(100 * float(row["amount"]))
    rows = []
    for spent in days.values():
        first, last = min(spent), max(spent)
        rows.append((len(spent) - 1, (last - first).days / 7, (END - first).days / 7, spent[first] / 100))
    return np.array(rows).T


def beta_geometric(r, alpha, a, b, x, t_x, T, modified):
    chances = x + modified
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
    alive = betaln(a, b + chances) - (r + x) * np.log(alpha + T)
    with np.errstate(invalid="ignore"):
        stopped = np.where(chances > 0, betaln(a + 1, b + np.maximum(chances, 1) - 1) - (r + x) * np.log(alpha + t_x), -np.inf)
    return common + np.logaddexp(alive, stopped)


def pareto(r, alpha, s, beta, x, t_x, T):
    m = r + s + x
    wide = alpha >= beta
    first, second = np.where(wide, alpha, beta), np.where(wide, s + 1, r + x)
    apart = np.abs(alpha - beta)

    def part(t):
        return hyp2f1(m, second, m + 1, apart / (first + t)) * np.exp(-m * np.log(first + t))

    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    alive = np.exp(-(r + x) * np.log(alpha + T) - s * np.log(beta + T))
    return common + np.log(alive + s / m * (part(t_x) - part(T)))


def log_likelihood(kind, use, parameters, data):
    x, t_x, T, spend = data
    base, effects = np.exp(parameters[:4]), list(parameters[4:])
    z = spend / SCALE
    shape, alpha, third, fourth = (np.full_like(T, value) for value in base)
    if "purchasing" in use:
        alpha = alpha * np.exp(-effects.pop(0) * z)
    if kind == "Pareto/NBD":
        if "dropout" in use:
            fourth = fourth * np.exp(-effects.pop(0) * z)
        return pareto(shape, alpha, third, fourth, x, t_x, T).sum()
    if "apart" in use:
        third = third * np.exp(effects.pop(0) * z)
        fourth = fourth * np.exp(effects.pop(0) * z)
    elif "equal" in use:
        both = np.exp(effects.pop(0) * z)
        third, fourth = third * both, fourth * both
    return beta_geometric(shape, alpha, third, fourth, x, t_x, T, 1 if kind == "MBG/NBD" else 0).sum()


def slopes(f, at, step):
    unit = np.eye(len(at)) * step
    return np.array([(8 * (f(at + u) - f(at - u)) - (f(at + 2 * u) - f(at - 2 * u))) / (12 * step) for u in unit])


def curvature(f, at, step):
    unit = np.eye(len(at)) * step
    size = len(at)
    matrix = np.zeros((size, size))
    for i in range(size):
        for j in range(i + 1):
            u, v = unit[i], unit[j]
            matrix[i, j] = matrix[j, i] = (f(at + u + v) - f(at + u - v) - f(at - u + v) + f(at - u - v)) / (4 * step**2)
    return matrix


def fit(kind, use, names, start, data):
    f = lambda parameters: log_likelihood(kind, use, parameters, data)
    at = np.array(list(np.log(start)) + [0.0] * (len(names) - 4))
    for _ in range(4):
        at = minimize(lambda p: -f(p) / 1000, at, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-8, "fatol": 1e-12}).x
        at = minimize(lambda p: -f(p) / 1000, at, method="BFGS").x
    for _ in range(4):
        at = at - np.linalg.solve(curvature(f, at, 1e-3), slopes(f, at, 1e-3))
    errors = np.sqrt(np.diag(np.linalg.inv(-curvature(f, at, 1e-3))))
    values = np.concatenate([np.exp(at[:4]), at[4:] / SCALE])
    errors = np.concatenate([errors[:4] * values[:4], errors[4:] / SCALE])
    print(kind, use, "slopes at the end:", np.abs(slopes(f, at, 1e-3)).max(), file=sys.stderr)
    rows = [f"{kind},{use},log-likelihood,{f(at):.9f},"]
    rows += [f"{kind},{use},{name},{value:.9g},{error:.6g}" for name, value, error in zip(names, values, errors)]
    print("\n".join(rows), file=sys.stderr)
    return rows


data = histories(sys.argv[1])
assert data.shape == (4, 2357)
out = ["model,covariates,parameter,estimate,error"]
for kind in ("BG/NBD", "MBG/NBD"):
    base = ["r", "alpha", "a", "b"]
    start = [0.24, 4.4, 0.8, 2.4] if kind == "BG/NBD" else [0.52, 6.2, 0.9, 1.6]
    out += fit(kind, "none", base, start, data)
    out += fit(kind, "purchasing", base + ["purchasing"], start, data)
    out += fit(kind, "purchasing and dropout apart", base + ["purchasing", "dropout a", "dropout b"], start, data)
    out += fit(kind, "purchasing and dropout equal", base + ["purchasing", "dropout"], start, data)
base, start = ["r", "alpha", "s", "beta"], [0.55, 10.6, 0.6, 11.7]
out += fit("Pareto/NBD", "none", base, start, data)
out += fit("Pareto/NBD", "purchasing", base + ["purchasing"], start, data)
out += fit("Pareto/NBD", "purchasing and dropout", base + ["purchasing", "dropout"], start, data)
Path(__file__).with_suffix(".csv").write_text("\n".join(out) + "\n")
