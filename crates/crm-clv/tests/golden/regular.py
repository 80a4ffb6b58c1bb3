"""Golden values of BG/CNBD-k and MBG/CNBD-k, by integrals over the rate and the dropout probability as the model defines them.

Run with mpmath 1.3.0; writes regular.csv beside this file. Columns: modified, k, r, alpha, a, b, x, t_x, T, h,
log-likelihood (without the times between purchases), P(alive), expected purchases to h, P(no purchase), P(two purchases).
"""

import os

from mpmath import mp, mpf, quad, exp, log, gamma, beta, gammainc, factorial, inf

mp.dps = 30


def over_rate(f, r, alpha, about=None):
    """The expectation of f(rate), the rate being gamma distributed; the integrand is largest somewhere near `about`."""
    mean = about or (r + 1) / alpha
    parts = ["0", "0.02", "0.1", "0.25", "0.5", "0.75", "1", "1.25", "1.5", "2", "3", "5", "8", "20"]
    points = [mean * mpf(part) for part in parts] + [inf]
    whole = lambda l: l ** (r - 1) * exp(-alpha * l) * f(l)
    scale = whole(mean)  # quad stops at a small absolute error
    return quad(lambda l: whole(l) / scale, points) * scale * alpha**r / gamma(r)


def moment(a, b, i, j):
    """E p^i (1 - p)^j."""
    return beta(a + i, b + j) / beta(a, b)


def row(modified, k, r, alpha, a, b, x, t_x, T, h):
    r, alpha, a, b, t_x, T, h = map(mpf, (r, alpha, a, b, t_x, T, h))
    chances = x + modified
    u = T - t_x
    wait = lambda l: exp(-l * u) * sum((l * u) ** j / factorial(j) for j in range(k))
    times = lambda l: (l**k / factorial(k - 1)) ** x * exp(-l * t_x)
    about = (r + k * x + 1) / (alpha + T)
    alive = moment(a, b, 0, chances) * over_rate(lambda l: times(l) * wait(l), r, alpha, about)
    stopped = moment(a, b, 1, chances - 1) * over_rate(times, r, alpha, about) if chances else mpf(0)
    p_alive = alive / (alive + stopped)

    # Given that they are alive: events since the last purchase j, and events to come.
    m, rate = r + k * x, alpha + T
    weights = [gamma(m + j) / gamma(m) / factorial(j) * (u / rate) ** j for j in range(k)]
    total = sum(weights)
    b_now = b + chances

    def to_come(n, j):
        """P(at least n events to come)."""
        if n <= 0:
            return mpf(1)
        return over_rate(lambda l: gammainc(n, 0, l * h, regularized=True), m + j, rate)

    tails = {}

    def at_least(i, j):
        if (i, j) not in tails:
            tails[i, j] = to_come(i * k - j, j)
        return tails[i, j]

    expected, none, two = mpf(0), mpf(0), mpf(0)
    for j, weight in enumerate(weights):
        weight /= total
        i = 1
        while True:
            term = moment(a, b_now, 0, i - 1) * at_least(i, j)
            expected += weight * term
            if term < mpf(10) ** -18 and i > 3:
                break
            i += 1
        none += weight * (1 - at_least(1, j))
        two += weight * (
            moment(a, b_now, 0, 2) * (at_least(2, j) - at_least(3, j)) + moment(a, b_now, 1, 1) * at_least(2, j)
        )
    figures = [log(alive + stopped), p_alive, p_alive * expected, p_alive * none + 1 - p_alive, p_alive * two]
    given = [int(modified), k, r, alpha, a, b, x, t_x, T, h]
    return ",".join([mp.nstr(mpf(value), 12) for value in given] + [mp.nstr(value, 18) for value in figures])


CASES = [
    (False, 1, 0.243, 4.414, 0.793, 2.426, 2, 30.43, 38.86, 20),
    (True, 1, 0.525, 6.183, 0.891, 1.614, 2, 30.43, 38.86, 20),
    (False, 2, 0.6, 3.0, 0.8, 2.5, 0, 0, 20, 10),
    (True, 2, 0.6, 3.0, 0.8, 2.5, 0, 0, 20, 10),
    (False, 2, 0.6, 3.0, 0.8, 2.5, 3, 12, 20, 10),
    (True, 2, 0.6, 3.0, 0.8, 2.5, 3, 12, 20, 10),
    (True, 3, 1.5, 2.0, 1.0, 4.0, 5, 20, 20, 13),
    (False, 3, 1.5, 2.0, 0.4, 4.0, 5, 11, 26, 13),
    (False, 5, 2.5, 1.0, 0.7, 3.0, 8, 30, 33, 9),
    (True, 10, 0.9, 0.2, 0.5, 5.0, 12, 40, 45, 12),
]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "regular.csv"), "w") as file:
    for case in CASES:
        file.write(row(*case) + "\n")
        file.flush()
