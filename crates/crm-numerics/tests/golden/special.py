"""Writes special.csv: special functions at 50 digits, for arguments that are exact in binary.

Run: python3 special.py (mpmath 1.3.0). Columns: function, up to four arguments, value (20 digits).
"""

import pathlib
import random

from mpmath import mp, mpf

mp.dps = 50
random.seed(5)
rows = []


def add(name, arguments, value):
    arguments = [repr(float(x)) for x in arguments] + [""] * (4 - len(arguments))
    rows.append(",".join([name, *arguments, mp.nstr(value, 20, strip_zeros=False)]))


def spread(low, high):
    """A number between the bounds, evenly spread in logarithm."""
    return float(mpf(low) * (mpf(high) / low) ** random.random())


def gamma_functions():
    points = [1e-8, 1e-3, 0.243, 0.5, 0.999, 1.0, 1.001, 1.5, 2.0, 2.001, 3.5, 7.99, 9.99, 10.0, 10.01, 33.3, 1e3, 1e6, 1e12, 1e15]
    for x in points + [spread(1e-8, 1e15) for _ in range(20)]:
        add("ln_gamma", [x], mp.loggamma(x))


def differences(a, n):
    a, n = mpf(a), mpf(n)
    mp.dps = 90
    add("ln_pochhammer", [a, n], mp.loggamma(a + n) - mp.loggamma(a))
    if n > 0:
        add("digamma_difference", [a, n], mp.psi(0, a + n) - mp.psi(0, a))
    mp.dps = 50


def pochhammers():
    for a in [1e-8, 0.01, 0.243, 1.0, 2.5, 9.999, 10.0, 54.0, 1e3, 1e6, 1e9, 1e12, 1e15]:
        for n in [0, 1e-6, 0.5, 1, 2, 7, 16, 17, 26.5, 100, 1000, 31416.5, 1e6]:
            differences(a, n)
    for _ in range(40):
        differences(spread(1e-8, 1e15), spread(1e-6, 1e6))


def beta_ratio(a, b, n):
    a, b, n = mpf(a), mpf(b), mpf(n)
    mp.dps = 120
    add("ln_beta_ratio", [a, b, n], mp.loggamma(b + n) - mp.loggamma(b) - mp.loggamma(a + b + n) + mp.loggamma(a + b))
    add("ln_beta_ratio_by_a", [a, b, n], mp.psi(0, a + b) - mp.psi(0, a + b + n))
    add("ln_beta_ratio_by_b", [a, b, n], mp.psi(0, b + n) - mp.psi(0, b) - mp.psi(0, a + b + n) + mp.psi(0, a + b))
    mp.dps = 50


def betas():
    for a in [1e-8, 0.01, 0.5, 0.793, 1.0, 9.9, 10.1, 300.0, 1e6, 1e12]:
        for b in [1e-8, 0.3, 1.0, 2.426, 9.9, 10.1, 1e3, 1e7, 1e15]:
            mp.dps = 90
            add("ln_beta", [a, b], mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(mpf(a) + mpf(b)))
            mp.dps = 50
    for a in [1e-8, 1e-6, 0.01, 0.793, 1.0, 12.0, 1e3, 1e6, 1e12]:
        for b in [1e-8, 0.01, 2.426, 9.5, 11.0, 1e3, 1e6, 1e12, 1e15]:
            for n in [1e-3, 1, 2, 16, 17.5, 26, 1000, 1e6]:
                if random.random() < 0.4:
                    beta_ratio(a, b, n)


def beta_densities():
    for a in [0.3, 9.0, 11.0, 2000.0, 1e12]:
        for b in [0.5, 40.0, 1e6, 1e12]:
            near = [float(mpf(a) / b * (1 + shift / mp.sqrt(min(a, b) + 1))) for shift in (-1.0, 0.0, 0.25, 3.0)]
            for odds in [*[odds for odds in near if odds > 0], 1e-12, 1e12]:
                mp.dps = 90
                t = mpf(odds) / (1 + mpf(odds))
                ln_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(mpf(a) + b)
                add("ln_beta_density", [odds, a, b], a * mp.log(t) + b * mp.log(1 - t) - ln_beta)
                mp.dps = 50


def logs():
    for x in [-1e-300, -1e-20, -1e-8, -0.1, -0.5, -0.69, -0.7, -1.0, -2.0, -10.0, -36.0, -40.0, -100.0, -700.0]:
        mp.dps = 700
        add("ln_1m_exp", [x], mp.log1p(-mp.exp(mpf(x))))
        mp.dps = 50


def normal():
    for x in [-37.0, -30.5, -20.0, -10.0, -8.3, -5.0, -3.0, -1.96, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.5, 1.0, 1.96, 3.0, 8.0]:
        add("normal_cdf", [x], mp.erfc(-mpf(x) / mp.sqrt(2)) / 2)
    tails = [1e-300, 1e-100, 1e-30, 1e-15, 1e-12, 1e-11, 1e-8, 1e-5, 1e-3, 0.01, 0.025, 0.05, 0.074, 0.076, 0.1, 0.3, 0.49, 0.499999]
    for p in tails + [0.51, 0.7, 0.9, 0.924, 0.926, 0.95, 0.975, 0.99, 0.999]:
        mp.dps = 60
        start = -mp.sqrt(-2 * mp.log(mpf(p))) + 0.5 if p < 0.05 else mpf("0.1") * (1 if p > 0.5 else -1)
        step = 1
        for _ in range(200):
            step = (mp.erfc(-start / mp.sqrt(2)) / 2 - mpf(p)) / (mp.exp(-start * start / 2) / mp.sqrt(2 * mp.pi))
            start -= max(min(step, mpf("0.5")), mpf("-0.5"))
        assert abs(step) < mpf(10) ** -45
        add("normal_quantile", [p], start)
        mp.dps = 50


def upper_gammas():
    for a in [0.5, 1.0, 1.5, 2.0, 5.0, 9.9, 10.1, 50.0, 1000.0]:
        for x in [1e-6, 0.01, 0.4, 1.0, 1.6, 3.0, 6.0, 11.0, 30.0, 120.0, 700.0, 1010.0, 5000.0]:
            mp.dps = 80
            value = mp.gammainc(mpf(a), mpf(x), mp.inf) / mp.gamma(mpf(a))
            add("ln_upper_gamma", [a, x], mp.log(value))
            add("ln_upper_gamma", [a, x * a], mp.log(mp.gammainc(mpf(a), mpf(x * a), mp.inf) / mp.gamma(mpf(a))))
            if value > mpf(10) ** -300:
                add("chi_square_tail", [2 * x, 2 * a], value)
            mp.dps = 50


for part in [gamma_functions, pochhammers, betas, beta_densities, logs, normal, upper_gammas]:
    before = len(rows)
    part()
    print(part.__name__, len(rows) - before, flush=True)
    pathlib.Path(__file__).with_name("special.csv").write_text("function,a,b,c,d,value\n" + "\n".join(rows) + "\n")
