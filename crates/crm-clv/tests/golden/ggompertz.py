"""Golden values of GGompertz/NBD, by the integrals over time of Bemmaor and Glady (2012).

Run with mpmath 1.3.0; writes ggompertz.csv beside this file. Columns: r, alpha, b, s, beta, x, t_x, T, h, log-likelihood,
P(alive), expected purchases to h, P(no purchase), P(two purchases).
"""

import os

from mpmath import mp, mpf, quad, exp, expm1, log, rf, factorial

mp.dps = 40


def integral(f, start, end):
    """The integral of f, which may fall or rise quickly near its start."""
    if end <= start:
        return mpf(0)
    points = [start] + [start + (end - start) * mpf(2) ** -i for i in range(60, -1, -2)]
    scale = max(abs(f(point)) for point in points[1:])  # quad stops at a small absolute error
    return quad(lambda t: f(t) / scale, points) * scale


def row(r, alpha, b, s, beta, x, t_x, T, h):
    r, alpha, b, s, beta, t_x, T, h = map(mpf, (r, alpha, b, s, beta, t_x, T, h))
    d = lambda t: beta + expm1(b * t)
    constant = rf(r, x) * alpha**r * beta**s
    alive = (alpha + T) ** -(r + x) * d(T) ** -s
    stopped = b * s * integral(lambda t: exp(b * t) * (alpha + t) ** -(r + x) * d(t) ** -(s + 1), t_x, T)
    p_alive = alive / (alive + stopped)
    m, rate = r + x, alpha + T
    survives = lambda u: (d(T) / d(T + u)) ** s
    stops = lambda u: s * b * exp(b * (T + u)) * d(T) ** s * d(T + u) ** -(s + 1)
    expected = m / rate * integral(survives, mpf(0), h)
    bought = lambda n, u: rf(m, n) / factorial(n) * (rate / (rate + u)) ** m * (u / (rate + u)) ** n
    counts = lambda n: bought(n, h) * survives(h) + integral(lambda u: bought(n, u) * stops(u), mpf(0), h)
    figures = [
        log(constant * (alive + stopped)),
        p_alive,
        p_alive * expected,
        p_alive * counts(0) + 1 - p_alive,
        p_alive * counts(2),
    ]
    given = [r, alpha, b, s, beta, x, t_x, T, h]
    return ",".join([mp.nstr(mpf(value), 15) for value in given] + [mp.nstr(value, 18) for value in figures])


PAPER = (0.553, 10.578, 0.0002, 0.603, 0.0026)
CASES = [
    (*PAPER, 2, 30.43, 38.86, 39),
    (*PAPER, 0, 0, 38.86, 39),
    (*PAPER, 26, 30.857, 31, 39),
    (0.553, 10.578, 1e-8, 0.606, 1.1669e-7, 7, 29.43, 38.86, 39),
    (1.2, 5.0, 0.1, 0.5, 0.3, 4, 12, 40, 20),
    (1.2, 5.0, 0.1, 0.5, 1.0, 4, 40, 40, 20),
    (1.2, 5.0, 0.1, 2.5, 50.0, 4, 3, 40, 20),
    (1.2, 5.0, 2.0, 0.01, 1e6, 9, 3, 40, 20),
    (0.8, 100.0, 0.05, 300.0, 9000.0, 40, 36, 40, 20),
    (0.8, 2.0, 0.02, 0.4, 0.2, 1000, 39.5, 40, 5),
    (0.8, 2.0, 20.0, 1.5, 0.001, 3, 10, 40, 5),
    (0.8, 2.0, 1e-4, 3.0, 1e5, 3, 10, 40, 5),
]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ggompertz.csv"), "w") as file:
    for case in CASES:
        file.write(row(*case) + "\n")
        file.flush()
