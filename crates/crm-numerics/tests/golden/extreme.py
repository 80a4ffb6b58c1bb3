"""Writes extreme.csv: functions that stay exact where parameters are extreme, at 50 digits, for arguments that are exact in binary.

Run: python3 extreme.py (mpmath 1.3.0). Columns: function, four arguments, value (20 digits).
"""

import pathlib
import random

from mpmath import mp, mpf

mp.dps = 50
random.seed(21)
rows = []


def add(name, arguments, value):
    arguments = [repr(float(x)) for x in arguments] + [""] * (4 - len(arguments))
    rows.append(",".join([name, *arguments, mp.nstr(value, 20, strip_zeros=False)]))


def trapezoid(f, low, high):
    """The integral of f, smooth and negligible at the ends: the step is halved until two levels agree to 20 digits."""
    step = mpf(1) / 4
    total = mp.fsum(f(low + k * step) for k in range(int((high - low) / step) + 1))
    for _ in range(12):
        between = mp.fsum(f(low + step / 2 + k * step) for k in range(int((high - low) / step) + 1))
        agree = abs(total - between) <= mpf(10) ** -20 * abs(total + between)
        total += between
        step /= 2
        if agree:
            return total * step
    raise ArithmeticError("no agreement")


def ln_line(ln_f, slope, low, high):
    """ln of the integral over the line of e^ln_f, whose slope falls from above 0 at low to below 0 at high."""
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    peak = (low + high) / 2
    top = ln_f(peak)
    width = mpf(32)
    while ln_f(peak + width) < top - 1 or ln_f(peak - width) < top - 1:
        width /= 2
    ends = []
    for sign in (-1, 1):
        u = mpf(1)
        while ln_f(peak + sign * width * mp.sinh(u)) - top + u > -70:
            u += mpf(1) / 2
        ends.append(sign * u)
    g = lambda u: mp.exp(ln_f(peak + width * mp.sinh(u)) - top) * mp.cosh(u)
    return top + mp.log(trapezoid(g, *ends) * width)


def ln_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def leftovers():
    mp.dps = 80
    for x in [1e-150, 1e-20, -1e-12, 1e-8, -1e-4, 0.01, -0.1, 0.3, -0.4, 0.49, 0.5, -0.5, -0.51, 0.7, -0.9, 3.0, 50.0]:
        mp.dps = 700 if abs(x) < 1e-15 else 80
        add("ln_1p_less", [x], mp.log1p(mpf(x)) - mpf(x))
        add("exp_m1_less", [x], mp.expm1(mpf(x)) - mpf(x))
    mp.dps = 50


def divided_betas():
    """Both parts as integrals over ln t below the point, and over ln (1 - t) above it."""
    for a in [1.0, 2.0, 17.0, 1e3, 1e6, 4e9]:
        for b in [1e-12, 1e-3, 0.5, 9.5, 1e3, 1e6, 1e9, 1e12]:
            mean = mpf(a) / b
            wide = 1 / mp.sqrt(min(a, b)) if min(a, b) > 1 else mpf(1)
            for odds in [float(mean * mp.exp(shift * wide)) for shift in (-3, -0.7, 0, 0.01, 2)] + [1e-24, 1e12]:
                if random.random() < 0.5:
                    divided_beta(a, b, odds, 1.0)
    for a, b, to, back in [(3.0, 1e-12, 1e12, 1e-12), (1000.0, 4.5e9, 30.0, 2.8e11), (1.0, 1e12, 1.0, 1e12), (40.0, 1e12, 39.0, 1e12)]:
        divided_beta(a, b, to, back)


def divided_beta(a, b, to, back):
    mp.dps = 60
    a_, b_, odds = mpf(a), mpf(b), mpf(to) / mpf(back)
    parts = []
    for a, b, odds in [(a_, b_, odds), (b_, a_, 1 / odds)]:
        # ∫ t^(a-1) (1-t)^(b-1) dt below the point, t = e^-v times the point, on the line of ln v
        t, rest = odds / (1 + odds), 1 / (1 + odds)
        ln_f = lambda y: y - a * mp.exp(y) + (b - 1) * mp.log1p(-odds * mp.expm1(-mp.exp(y)))
        slope = lambda y: 1 - mp.exp(y) * (a - (b - 1) * odds * mp.exp(-mp.exp(y)) / (1 - odds * mp.expm1(-mp.exp(y))))
        ln = ln_line(ln_f, slope, mpf(-80), mpf(80))
        parts.append(a * mp.log(t) + (b - 1) * mp.log(rest) + ln - ln_beta(a_, b_))
    below, above = parts
    assert abs(mp.exp(below) + mp.exp(above) - 1) < mpf(10) ** -16, (a_, b_, to, back, parts)
    add("ln_beta_below", [a_, b_, to, back], below)
    add("ln_beta_above", [a_, b_, to, back], above)
    mp.dps = 50


def write():
    path = pathlib.Path(__file__).with_name("extreme.csv")
    path.write_text("function,a,b,c,d,value\n" + "\n".join(rows) + "\n")


for part in [leftovers, divided_betas]:
    before = len(rows)
    part()
    print(part.__name__, len(rows) - before, flush=True)
    write()
