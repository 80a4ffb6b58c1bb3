"""Writes special.csv: special functions of models at 50 digits, for arguments that are exact in binary.

Run: python3 special.py (mpmath 1.3.0). Columns: function, up to four arguments, value (20 digits).
"""

import pathlib
import random

from mpmath import mp, mpf

mp.dps = 50
random.seed(5)
for _ in range(748):  # by which the values of crm-numerics were drawn, when they stood here
    random.random()
rows = []


def add(name, arguments, value):
    arguments = [repr(float(x)) for x in arguments] + [""] * (4 - len(arguments))
    rows.append(",".join([name, *arguments, mp.nstr(value, 20, strip_zeros=False)]))


def series(numerators, denominators, z):
    """The hypergeometric series, with 1 among the denominators where k! stands; all terms positive."""
    term = total = mpf(1)
    k = 0
    while term > total * mpf(10) ** -45 * (1 - z) or k < 10:
        for x in numerators:
            term *= x + k
        for x in denominators:
            term /= x + k
        term *= z
        total += term
        k += 1
        if z == 0:
            break
    return total


def trapezoid(f, low, high):
    """The integrals of the functions f gives, smooth and negligible at the ends.

    The step is halved until two levels agree to 16 digits; each halving about squares the error, so 20 and more stand.
    """
    mp.dps = 36
    step = mpf(1) / 8

    def nodes(start):
        count = int((high - start) / step) + 1
        return [mp.fsum(column) for column in zip(*[f(start + k * step) for k in range(count)])]

    sums = nodes(low)
    for _ in range(9):
        between = nodes(low + step / 2)
        agree = all(abs(x - y) <= mpf(10) ** -16 * abs(x + y) for x, y in zip(sums, between))
        sums = [x + y for x, y in zip(sums, between)]
        step /= 2
        if agree:
            mp.dps = 50
            return [x * step for x in sums]
    raise ArithmeticError(f"no agreement: {sums}")


def tail_gradient(p, q, z):
    """T(p, q, z) = integral of e^(-q w) (1 + (1-z)(e^w - 1))^-p over w > 0, with its derivatives, on w = scale e^(y - e^-y)."""
    short = 1 - z
    scale = 1 / (abs(q) + p * short)
    end = (100 - 2 * mp.log(short)) / (p + q) - mp.log(short)

    def f(y):
        w = scale * mp.exp(y - mp.exp(-y))
        rise = short * mp.expm1(w)
        value = mp.exp(-q * w - p * mp.log1p(rise)) * w * (1 + mp.exp(-y))
        return [value, -value * mp.log1p(rise), -value * w, value * p * rise / (1 + rise) / short]

    return trapezoid(f, mpf(-4.7), max(mp.log(end / scale), mpf(1)))


def pareto(m, s, z):
    m, s, z = mpf(m), mpf(s), mpf(z)
    for name, p, q in [("pareto_g", m, s), ("pareto_h", s + 1, m - 1)]:
        value, by_p, by_q, by_z = tail_gradient(p, q, z)
        if z < 0.98:
            exact = series([p], [p + q + 1], z) / (p + q)
            assert abs(value / exact - 1) < mpf(10) ** -20, (name, m, s, z, value, exact)
        elif m < 30 and q != int(q):
            exact = mp.hyp2f1(p, 1, p + q + 1, z) / (p + q)
            assert abs(value / exact - 1) < mpf(10) ** -20, (name, m, s, z, value, exact)
        by_m, by_s = (by_p, by_q) if name == "pareto_g" else (by_q, by_p)
        add(name, [m, s, z], value)
        add(name + "_by_m", [m, s, z], by_m)
        add(name + "_by_s", [m, s, z], by_s)
        add(name + "_by_z", [m, s, z], by_z)


def paretos():
    for m in [0.05, 0.553, 1.0, 2.553, 27.0, 1000.553, 2000.0]:
        for s in [0.01, 0.606, 1.0, 2.0, 50.0]:
            for z in [0.0, 1e-9, 0.0221, 0.5, 0.89, 0.97, 0.9999, 1 - 1e-7, 1 - 2.0**-33]:
                if random.random() < 0.45 or z in (0.0221,):
                    pareto(m, s, z)


def hyp2f1(a, b, c, z):
    a, b, c, z = mpf(a), mpf(b), mpf(c), mpf(z)
    value = mp.log(series([a, b], [c, 1], z)) if z <= 0.95 else ln_by_euler(a, b, c, z)
    if z > 0.95 and max(a, b, c) < 30 and c - a - b != int(c - a - b):
        assert abs(value / mp.log(mp.hyp2f1(a, b, c, z)) - 1) < mpf(10) ** -20
    add("ln_hyp2f1", [a, b, c, z], value)


def ln_by_euler(a, b, c, z):
    """Euler's integral on the line t = 1 / (1 + e^-y); where c <= b, from two with larger c (compare the series term by term)."""
    if c <= b:
        more = mp.log(a * b * z / (c * (c + 1))) + ln_by_euler(a + 1, b + 1, c + 2, z)
        less = ln_by_euler(a, b, c + 1, z)
        return less + mp.log1p(mp.exp(more - less))
    mp.dps = 60
    short, rest = 1 - z, c - b

    def ln_f(y):
        return b * y - (c - a) * mp.log1p(mp.exp(y)) - a * mp.log1p(short * mp.exp(y))

    half = (a - rest + short * (b - a)) / 2
    root = mp.sqrt(half * half + short * rest * b)
    peak = mp.log((half + root) / (short * rest) if half > 0 else b / (root - half))
    top = ln_f(peak)
    return top + ln_integral(lambda v: ln_f(peak + v) - top) + mp.loggamma(c) - mp.loggamma(b) - mp.loggamma(rest)


def ln_integral(ln_g):
    """The integral over the line of e^ln_g, whose peak is 0 at v = 0, on v = width sinh(u)."""
    width = mpf(2) ** 20
    while ln_g(width) < -1 or ln_g(-width) < -1:
        width /= 2
    reach = 1
    while max(ln_g(width * mp.sinh(reach)), ln_g(-width * mp.sinh(reach))) + reach > -80:
        reach += 1

    def f(u):
        return [mp.exp(ln_g(width * mp.sinh(u))) * mp.cosh(u)]

    value = mp.log(trapezoid(f, mpf(-reach), mpf(reach))[0] * width)
    return value


def hyp2f1s():
    # BG/NBD: r + x, b + x; a + b + x - 1
    for r, a, b in [(0.243, 0.793, 2.426), (0.243, 1.0, 2.426), (0.5, 1e-3, 3.0), (1.0, 1.5, 0.5), (0.243, 3.0, 1e6), (2.0, 0.5, 1e12), (0.25, 7.0, 1e12)]:
        for x in [0, 1, 7, 26, 300, 1000]:
            for z in [0.0, 0.3, 0.7, 0.95, 0.9999, 1 - 2.0**-33]:
                c = float(mpf(a) + mpf(b) + x - 1)
                if c > 0 and random.random() < 0.7:
                    hyp2f1(r + x, b + x, c, z)
    # c between a and b, below both, above both
    for a, b, c in [(724.0, 56.0, 407.25), (500.0, 20.0, 30.5), (2000.0, 12.0, 10.5), (40.0, 30.0, 300.0)]:
        for z in [0.5, 0.999, 1 - 2.0**-33]:
            hyp2f1(a, b, c, z)
    # Pareto/NBD: r + s + x, s + 1; r + s + x + 1
    for r, s in [(0.553, 0.606), (0.05, 3.0)]:
        for x in [0, 10, 300, 1000]:
            for z in [0.0221, 0.9, 0.999, 1 - 1e-9]:
                hyp2f1(r + s + x, s + 1, r + s + x + 1, z)


def purchases(shape, a, b, span):
    """The integral over p of Beta(p; a, b) [1 - (1 + p span)^-shape] / p, on the line p = 1 / (1 + e^-y)."""
    mp.dps = 60
    shape, a, b, span = mpf(shape), mpf(a), mpf(b), mpf(span)

    def ln_f(y):
        p = 1 / (1 + mp.exp(-y))
        return a * mp.log(p) - b * mp.log1p(mp.exp(y)) + mp.log(-mp.expm1(-shape * mp.log1p(p * span)) / p)

    peak = mp.log(a / b)
    step = mpf(1)
    while step > mpf(10) ** -12:
        peak, step = max((ln_f(y), y) for y in (peak - step, peak, peak + step))[1], step * mpf("0.62")
    top = ln_f(peak)
    ln_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    add("purchases", [shape, a, b, span], mp.exp(top + ln_integral(lambda v: ln_f(peak + v) - top) - ln_beta))
    mp.dps = 50


def all_purchases():
    for shape in [0.243, 1.0, 26.243, 1000.243]:
        for a, b in [(0.793, 2.426), (1.0, 2.426), (1e-4, 3.0), (3.0, 1e6), (0.5, 1e12), (1e3, 4e3), (7.0, 0.01)]:
            for span in [1e-6, 0.1, 1.0, 50.0, 1e6]:
                if random.random() < 0.6:
                    purchases(shape, a, b, span)


def tricomis():
    for a in [0.001, 0.243, 0.606, 1.0, 1.0001, 2.0, 12.5, 300.0, 2000.0]:
        for b in ["a", 1.0, -3.5, 20.25]:
            for z in [1e-8, 1e-4, 0.135, 1.0, 7.5, 1e2, 1e6]:
                if b != "a" and random.random() < 0.5:
                    continue
                value_b = a if b == "a" else b
                add("ln_tricomi_u", [a, value_b, z], ln_tricomi(mpf(a), mpf(value_b), mpf(z)))


def ln_tricomi(a, b, z):
    """By quadrature on the line t = e^y, relative to the peak; hyperu fails for large parameters."""
    half = (z + 1 - b) / 2
    root = mp.sqrt(half * half + a * z)
    t = a / (half + root) if half > 0 else (root - half) / z
    top = a * mp.log(t) - z * t + (b - a - 1) * mp.log1p(t)

    def ln_g(v):
        u = t * mp.exp(v)
        return a * (mp.log(t) + v) - z * u + (b - a - 1) * mp.log1p(u) - top

    return top + ln_integral(ln_g) - mp.loggamma(a)


for part in [paretos, hyp2f1s, all_purchases, tricomis]:
    before = len(rows)
    part()
    print(part.__name__, len(rows) - before, flush=True)
    pathlib.Path(__file__).with_name("special.csv").write_text("function,a,b,c,d,value\n" + "\n".join(rows) + "\n")
