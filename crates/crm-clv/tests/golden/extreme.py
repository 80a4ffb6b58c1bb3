"""Writes extreme.csv: functions that stay exact where parameters are extreme, at 50 digits, for arguments that are exact in binary.

Run: python3 extreme.py (mpmath 1.3.0). Columns: function, four arguments, value (20 digits).
"""

import pathlib
import random

from mpmath import mp, mpf

mp.dps = 50
random.seed(21)
for _ in range(336):  # by which the values of crm-numerics were drawn, when they stood here
    random.random()
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


def mean_powers():
    for a in [1e-12, 1e-3, 0.793, 1.0, 50.0, 1e6, 2.8e11]:
        for b in [1e-12, 0.5, 2.426, 1e3, 1e6, 1e9, 1e12]:
            for m in [1e-12, 0.243, 27.0, 1e3, 4.5e9, 1e12]:
                for c in [1e-12, 1e-3, 1.0, 1e3, 1e12]:
                    if random.random() < 0.08:
                        mean_power(a, b, m, c)


def mean_power(a, b, m, c):
    mp.dps = 60
    a, b, m, c = mpf(a), mpf(b), mpf(m), mpf(c)
    share = lambda y: 1 / (1 + mp.exp(-y))
    ln_f = lambda y: -a * mp.log1p(mp.exp(-y)) - b * mp.log1p(mp.exp(y)) - m * mp.log1p(c * share(y))
    slope = lambda y: a - b * mp.exp(y) - m * c * share(y) / (1 + c * share(y))
    add("ln_mean_power", [a, b, m, c], ln_line(ln_f, slope, mpf(-150), mpf(150)) - ln_beta(a, b))
    mp.dps = 50


def write():
    path = pathlib.Path(__file__).with_name("extreme.csv")
    path.write_text("function,a,b,c,d,value\n" + "\n".join(rows) + "\n")


for part in [mean_powers]:
    before = len(rows)
    part()
    print(part.__name__, len(rows) - before, flush=True)
    write()
