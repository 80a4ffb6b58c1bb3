"""Survival estimates in exact fractions and 50 digits: the trial of 6-mercaptopurine (Freireich et al. 1963), and a table with
weights and late entries.

Rows: set, what, time, value. Limits are log(-log) at 95 %.
"""

from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf, exp, log, sqrt, erfinv, gammainc

mp.dps = 50
Z = sqrt(2) * erfinv(mpf(float("0.95")))


def number(fraction):
    return mpf(fraction.numerator) / fraction.denominator


# (duration, event, weight, entry)
def plain(text):
    return [(int(t.rstrip("+")), not t.endswith("+"), 1, None) for t in text.split(",")]


TREATED = plain("6,6,6,6+,7,9+,10,10+,11+,13,16,17+,19+,20+,22,23,25+,32+,32+,34+,35+")
PLACEBO = plain("1,1,2,2,3,4,4,5,5,8,8,8,8,11,11,12,12,15,17,22,23")
MIXED = [(3, True, 2, None), (3, False, 5, None), (4, True, 3, 1), (6, True, 1, 3), (6, False, 2, 4), (9, True, 4, 5),
         (9, False, 1, None), (12, True, 2, 6), (12, False, 3, 2), (15, False, 2, 14)]


def risk(rows, time):
    return sum(w for d, _, w, e in rows if d >= time and (e is None or e < time))


def events(rows, time):
    return sum(w for d, c, w, _ in rows if c and d == time)


def times(rows):
    return sorted({d for d, c, _, _ in rows if c})


out = ["set,what,time,value"]


def put(name, what, time, value):
    value = "" if value is None else mp.nstr(value if isinstance(value, mpf) else number(Fraction(value)), 17)
    out.append(f"{name},{what},{time},{value}")


for name, rows, horizon in [("treated", TREATED, 35), ("placebo", PLACEBO, 23), ("placebo", PLACEBO, 10), ("mixed", MIXED, 14)]:
    survival, greenwood, hazard, variance = Fraction(1), Fraction(0), Fraction(0), Fraction(0)
    curve = []
    for time in times(rows):
        n, d = risk(rows, time), events(rows, time)
        survival *= Fraction(n - d, n)
        hazard += Fraction(d, n)
        variance += Fraction(d, n * n)
        greenwood = greenwood + Fraction(d, n * (n - d)) if greenwood is not None and n > d else None
        curve.append((time, n, d, survival))
        error = None if greenwood is None else number(survival) * sqrt(number(greenwood))
        low = high = None
        if greenwood is not None:
            reach = Z * sqrt(number(greenwood)) / -log(number(survival))
            low, high = (exp(log(number(survival)) * exp(sign * reach)) for sign in (1, -1))
        if horizon != 10:
            put(name, "at risk", time, n)
            for what, value in [("survival", survival), ("error", error), ("low", low), ("high", high)]:
                put(name, what, time, value)
            put(name, "hazard", time, hazard)
            put(name, "hazard error", time, sqrt(number(variance)))
            put(name, "hazard low", time, number(hazard) * exp(-Z * sqrt(number(variance)) / number(hazard)))
            put(name, "hazard high", time, number(hazard) * exp(Z * sqrt(number(variance)) / number(hazard)))
    # The area from a time to the horizon, and its variance.
    def area(start):
        total, at, level = Fraction(0), start, [s for t, _, _, s in [(0, 0, 0, Fraction(1))] + curve if t <= start][-1]
        for t, _, _, s in curve:
            if start < t < horizon:
                total, at, level = total + level * (t - at), t, s
        return total + level * (horizon - at)
    spread = sum(area(t) ** 2 * Fraction(d, n * (n - d)) for t, n, d, _ in curve if t < horizon and n > d)
    put(name, "mean", horizon, area(0))
    put(name, "mean error", horizon, sqrt(number(spread)))


def log_rank(name, groups):
    pooled = [row for group in groups for row in group]
    k = len(groups)
    expected = [Fraction(0)] * k
    covariance = [[Fraction(0)] * k for _ in range(k)]
    for time in times(pooled):
        n, d = risk(pooled, time), events(pooled, time)
        at = [risk(group, time) for group in groups]
        for i in range(k):
            expected[i] += Fraction(d * at[i], n)
            for j in range(k):
                if n > 1:
                    covariance[i][j] += Fraction(d * (n - d) * at[i] * ((n if i == j else 0) - at[j]), n * n * (n - 1))
    excess = [sum(w for _, c, w, _ in group if c) - e for group, e in zip(groups, expected)]
    matrix = mp.matrix([[number(c) for c in row[:-1]] for row in covariance[:-1]])
    vector = mp.matrix([number(e) for e in excess[:-1]])
    chi = (vector.T * mp.lu_solve(matrix, vector))[0]
    put(name, "chi-square", k, chi)
    put(name, "p", k, gammainc(mpf(k - 1) / 2, chi / 2, regularized=True))
    for place, e in enumerate(expected):
        put(name, "expected", place, e)


log_rank("two", [TREATED, PLACEBO])
log_rank("three", [TREATED, PLACEBO, MIXED])
Path(__file__).with_suffix(".csv").write_text("\n".join(out) + "\n")
