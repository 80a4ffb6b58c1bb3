"""Writes models.csv: what models say of customers at extreme parameters, at 50 digits, from their definitions.

Run: python3 models.py (mpmath 1.3.0). Columns: model, four parameters, x, t_x, T, h, n, then the logarithms of P(alive), P(alive
in h), expected purchases to h, P(n purchases to h), P(none to h); for Pareto/NBD with what is still to come at a rate of 1 / h.
In BG/BB, x, t_x, T and h are numbers of periods.
"""

import pathlib
import random

from mpmath import mp, mpf

mp.dps = 50
random.seed(22)
rows = []


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


def ln_line(ln_f, low=-120, high=120):
    """ln of the integral over the line of e^ln_f, which has one peak."""
    low, high = mpf(low), mpf(high)
    section = (mp.sqrt(5) - 1) / 2
    for _ in range(130):
        span = section * (high - low)
        if ln_f(high - span) < ln_f(low + span):
            low = high - span
        else:
            high = low + span
    peak = (low + high) / 2
    top = ln_f(peak)
    width = mpf(16)
    while ln_f(peak + width) < top - 1 or ln_f(peak - width) < top - 1:
        width /= 2
    ends = []
    for sign in (-1, 1):
        u = mpf(1)
        while ln_f(peak + sign * width * mp.sinh(u)) - top + u > -60:
            u += mpf(1) / 2
        ends.append(sign * u)
    g = lambda u: mp.exp(ln_f(peak + width * mp.sinh(u)) - top) * mp.cosh(u)
    return top + mp.log(trapezoid(g, *ends) * width)


def share(y):
    return 1 / (1 + mp.exp(-y))


def nbd_counts(r, alpha, t, n):
    """P(n purchases) and P(n or more), of customers who never stop."""
    z = t / (alpha + t)
    if n == 0:
        return (1 - z) ** r, mpf(1)
    p = lambda k: mp.exp(mp.loggamma(r + k) - mp.loggamma(r) - mp.loggamma(k + 1) + k * mp.log(z) + r * mp.log(1 - z))
    more = mp.mpf(0)
    term, k, ratio = p(n), n, 2
    if z * (r + n) / (n + 1) < 0.99:
        while term > more * mpf(10) ** -45 * (1 - ratio) or ratio >= 1:
            more += term
            ratio = z * (r + k) / (k + 1)
            term *= ratio
            k += 1
    else:
        mp.dps += 400
        more = 1 - mp.fsum(p(k) for k in range(n))
        mp.dps -= 400
    return p(n), more


def log_or_none(value):
    return mp.log(value) if value > 0 else mpf("-inf")


def bg(modified, r, alpha, a, b, x, t_x, T, h, n):
    chances = x + modified
    m, scale = r + x, alpha + T
    odds = a / (b + chances - 1) * (scale / (alpha + t_x)) ** m if chances else mpf(0)
    alive = 1 / (1 + odds)
    b = b + chances
    ln_density = lambda y: -a * mp.log1p(mp.exp(-y)) - b * mp.log1p(mp.exp(y)) - (
        mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    )
    stays = mp.exp(ln_line(lambda y: ln_density(y) - m * mp.log1p(share(y) * h / scale)))
    made = lambda p: -mp.expm1(-m * mp.log1p(p * h / scale)) / p
    expected = mp.exp(ln_line(lambda y: ln_density(y) + mp.log(made(share(y)))))
    moment = lambda i, j: mp.exp(
        mp.loggamma(a + i) + mp.loggamma(b + j) - mp.loggamma(a + b + i + j)
        - (mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b))
    )
    exactly, or_more = nbd_counts(m, scale, h, n)
    counts = moment(0, n) * exactly + (moment(1, n - 1) * or_more if n else 0)
    none = nbd_counts(m, scale, h, 0)[0]
    return [alive, alive * stays, alive * expected, alive * counts + (0 if n else 1 - alive), alive * none + odds / (1 + odds)]


def nbd(r, alpha, s, beta, x, t_x, T, h, n):
    counts = [nbd_counts(r + x, alpha + T, h, k)[0] for k in (n, 0)]
    return [mpf(1), mpf(1), (r + x) / (alpha + T) * h, *counts]


def pareto(r, alpha, s, beta, x, t_x, T, h, n):
    m, since = r + x, T - t_x
    odds = mpf(0)
    if since > 0:
        at = lambda y: t_x + since * share(y)
        ln_f = lambda y: (
            mp.log(since * share(y) * share(-y))
            - m * mp.log((alpha + at(y)) / (alpha + T))
            - (s + 1) * mp.log((beta + at(y)) / (beta + T))
        )
        odds = s / (beta + T) * mp.exp(ln_line(ln_f))
    alive = 1 / (1 + odds)
    alpha, beta = alpha + T, beta + T
    stays = (beta / (beta + h)) ** s
    expected = m / alpha * beta * (mp.log1p(h / beta) if s == 1 else -mp.expm1(-(s - 1) * mp.log1p(h / beta)) / (s - 1))

    def counts(n):
        constant = mp.loggamma(m + n) - mp.loggamma(m) - mp.loggamma(n + 1)
        bought = lambda t: constant + n * mp.log(t / (alpha + t)) - m * mp.log1p(t / alpha)
        ln_f = lambda y: (
            mp.log(h * share(y) * share(-y)) + bought(h * share(y)) - (s + 1) * mp.log1p(h * share(y) / beta)
        )
        return mp.exp(bought(h)) * stays + s / beta * mp.exp(ln_line(ln_f))

    # the integral of e^(-t / h) (beta / (beta + t))^s over t > 0
    to_come = mp.exp(ln_line(lambda y: y - mp.exp(y) / h - s * mp.log1p(mp.exp(y) / beta)))
    none = counts(0)
    of_n = alive * counts(n) if n else alive * none + odds / (1 + odds)
    return [alive, alive * stays, alive * expected, of_n, alive * none + odds / (1 + odds), alive * m / alpha * to_come]


def bg_bb(alpha, beta, gamma, delta, x, t_x, n_periods, h, n):
    mp.dps = 90
    ln_beta = lambda p, q: mp.loggamma(p) + mp.loggamma(q) - mp.loggamma(p + q)
    bought = lambda j: mp.exp(ln_beta(alpha + x, beta + j - x) - ln_beta(alpha, beta))
    stays = lambda j: mp.exp(ln_beta(gamma, delta + j) - ln_beta(gamma, delta))
    stops = lambda j: mp.exp(ln_beta(gamma + 1, delta + j) - ln_beta(gamma, delta))
    total = bought(n_periods) * stays(n_periods) + mp.fsum(bought(j) * stops(j) for j in range(t_x, n_periods))
    alive = lambda k: bought(n_periods) * stays(n_periods + k) / total
    buys = (alpha + x) / (alpha + beta + n_periods)
    expected = buys * mp.fsum(alive(k) for k in range(1, int(h) + 1))
    v = 1 / (1 + mpf(1) / h)
    to_come, k, term = mpf(0), 1, mpf(1)
    survived = stays(n_periods)
    while term > to_come * mpf(10) ** -30:
        survived *= (delta + n_periods + k - 1) / (gamma + delta + n_periods + k - 1)
        term = survived * v**k
        to_come += term
        k += 1
    to_come *= buys * bought(n_periods) / total
    mp.dps = 50
    return [alive(1), alive(int(h)), expected, to_come]


def add(model, parameters, x, t_x, T, h, n):
    given = [mpf(float(value)) for value in (*parameters, x, t_x, T, h)]
    x, n = int(x), int(n)
    mp.dps = 60
    r, alpha, a, b, _, t_x, T, h = given
    if model in ("bg", "mbg"):
        figures = bg(int(model == "mbg"), r, alpha, a, b, x, t_x, T, h, n)
    elif model == "bgbb":
        figures = bg_bb(r, alpha, a, b, x, int(t_x), int(T), h, n)
    else:
        figures = {"nbd": nbd, "pareto": pareto}[model](r, alpha, a, b, x, t_x, T, h, n)
    mp.dps = 50
    numbers = [repr(float(value)) for value in given] + [str(n)]
    rows.append(",".join([model, *numbers, *(mp.nstr(log_or_none(figure), 20) for figure in figures)]))
    pathlib.Path(__file__).with_name("models.csv").write_text("\n".join(rows) + "\n")


HISTORIES = [(0, 0, 38.5), (2, 30.25, 38.5), (26, 30.75, 31), (1000, 700.5, 701), (1000, 40, 45), (3, 1, 300), (1, 0.5, 0.5)]
PARAMETERS = {
    "nbd": [(0.243, 4.414, 1, 1), (1e6, 1e6, 1, 1), (1e12, 1e12, 1, 1), (1e-9, 1e-3, 1, 1)],
    "bg": [
        (0.243, 4.414, 0.793, 2.426),
        (0.243, 4.414, 1, 2.426),
        (0.25, 4.5, 0.75, 1e6),
        (0.25, 4.5, 7, 1e9),
        (0.25, 4.5, 1, 1e12),
        (0.25, 4.5, 1e6, 4e6),
        (0.25, 4.5, 1e11, 1e12),
        (1e9, 1e10, 0.75, 2.5),
        (4.5e9, 1e10, 2.8e11, 1e12),
        (1e-6, 1e-3, 1e-9, 1e-12),
    ],
    "pareto": [
        (0.553, 10.578, 0.606, 11.669),
        (0.553, 10, 0.606, 10),
        (0.553, 10.578, 1, 11.669),
        (0.5, 10, 1, 10),
        (0.5, 10, 0.5, 1e12),
        (0.5, 10, 1e9, 1e11),
        (0.5, 1e6, 0.5, 1e-5),
        (0.5, 1e-5, 0.5, 1e6),
        (1e9, 1e10, 2, 50),
        (1e-9, 1e-3, 1e-9, 1e3),
        (0.5, 1e11, 1.5, 1),
    ],
    "bgbb": [
        (1.2, 0.75, 0.66, 2.78),
        (1.2, 0.75, 1, 2.78),
        (1e6, 3e6, 0.5, 4),
        (0.5, 0.75, 1e6, 4e7),
        (1, 1, 1, 1e9),
        (1e12, 1e12, 1e-9, 1e3),
        (1e-6, 1e-6, 1e-12, 1e-12),
    ],
}
PARAMETERS["mbg"] = PARAMETERS["bg"]

for model, sets in PARAMETERS.items():
    for parameters in sets:
        if model == "bgbb":
            for x, t_x, offered in [(0, 0, 6), (2, 5, 6), (6, 6, 6), (100, 180, 200), (1, 1, 40), (0, 0, 0)]:
                add(model, parameters, x, t_x, offered, random.choice([1, 5, 50]), 0)
            continue
        for history in random.sample(HISTORIES, 4):
            add(model, parameters, *history, random.choice([0.001, 1, 39, 2000]), random.choice([0, 1, 3, 12, 100]))
    print(model, len(rows), flush=True)
