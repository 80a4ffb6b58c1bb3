"""Writes quantiles.csv: quantiles and tails of distributions at 50 digits, for arguments that are exact in binary.

Run: python3 quantiles.py (mpmath 1.3.0). Columns: function, up to four arguments, value (20 digits).
"""

import pathlib

from mpmath import mp, mpf

mp.dps = 60
rows = []


def add(name, arguments, value):
    arguments = [repr(float(x)) for x in arguments] + [""] * (4 - len(arguments))
    rows.append(",".join([name, *arguments, mp.nstr(value, 20, strip_zeros=False)]))


def root(f, low, high):
    """Where f, which grows, is 0 between two points of a line: bisection to 12 digits, then secants."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return mp.findroot(f, (low, high), solver="secant", tol=mpf(10) ** -90, maxsteps=50)


def ln_beta_part(a, b, ln_odds):
    """ln I_t(a, b) at the odds, by the series of positive terms 2F1(a + b, 1; a + 1; t)."""
    t = 1 / (1 + mp.exp(-ln_odds))
    term = total = mpf(1)
    j = 1
    while term > total * mpf(10) ** -65 or t * (a + b - 1 + j) > a + j:
        term *= t * (a + b - 1 + j) / (a + j)
        total += term
        j += 1
    return a * mp.log(t) - b * mp.log1p(mp.exp(ln_odds)) - mp.log(a) + mp.log(total) - mp.log(mp.beta(a, b))


def beta_quantiles():
    for a in [0.5, 1.0, 2.5, 17.0, 81.5, 1e3]:
        for b in [0.5, 1.0, 3.0, 40.0, 183.0, 4e3]:
            if a > 10 * b:  # the series is long, and the mirrored pair is there
                continue
            for p in [1e-40, 1e-12, 0.005, 0.025, 0.4, 0.5]:
                a_, b_, p_ = mpf(a), mpf(b), mpf(p)
                ln_odds = root(lambda y: ln_beta_part(a_, b_, y) - mp.log(p_), mpf(-220), mp.log(a_ / b_) + 1 / mp.sqrt(min(a_, b_)))
                add("beta_quantile", [a, b, p], 1 / (1 + mp.exp(-ln_odds)))
                add("beta_quantile_rest", [a, b, p], 1 / (1 + mp.exp(ln_odds)))


def gamma_quantiles():
    for shape in [0.5, 1.0, 4.0, 5.5, 21.0, 1000.0, 1e5]:
        for p in [1e-40, 1e-12, 0.005, 0.025, 0.4, 0.5]:
            s, p_ = mpf(shape), mpf(p)
            lower = lambda y: mp.log(mp.gammainc(s, 0, mp.exp(y), regularized=True)) - mp.log(p_)
            upper = lambda y: mp.log(p_) - mp.log(mp.gammainc(s, mp.exp(y), mp.inf, regularized=True))
            # the lower tail begins at x^s / Γ(s + 1), the upper one ends like e^-x
            low = (mp.log(p_) + mp.loggamma(s + 1)) / s - 1
            add("gamma_quantile", [shape, p], mp.exp(root(lower, low, mp.log(s + 1))))
            add("gamma_upper_quantile", [shape, p], mp.exp(root(upper, mp.log(s) - 3, mp.log(s + 200 + 15 * mp.sqrt(s)))))


def students():
    for degrees in [1.0, 2.0, 2.5, 9.0, 30.0, 99.0, 1e4]:
        n = mpf(degrees)
        half = mpf(1) / 2

        def half_tail(ln_t):
            """ln of the part above t, from the part between 0 and t where that is shorter."""
            if 2 * ln_t < mp.log(min(n, 80)):
                return mp.log1p(-mp.exp(ln_beta_part(half, n / 2, 2 * ln_t - mp.log(n)))) - mp.log(2)
            return ln_beta_part(n / 2, half, mp.log(n) - 2 * ln_t) - mp.log(2)

        for t in [1e-6, 0.3, 1.0, 1.96, 5.0, 40.0, 1e9]:
            tail = mp.exp(half_tail(mp.log(mpf(t))))
            if tail > mpf(10) ** -300:
                add("student_t_tail", [t, degrees], tail)
            add("student_t_tail", [-t, degrees], 1 - tail)
        for p in [1e-30, 1e-6, 0.005, 0.025, 0.05, 0.3, 0.49]:
            add("student_t_quantile", [p, degrees], -mp.exp(root(lambda y: mp.log(mpf(p)) - half_tail(y), mpf(-6), mpf(75))))


def hypergeometrics():
    """Tails by summing, exactly where that is short, else at 60 digits from logarithms of gamma functions."""
    for population, marked, drawn in [(2000, 40, 200), (2000, 87, 200), (10000, 376, 1000), (10**6, 300000, 200000), (10**8, 4 * 10**7, 3 * 10**7), (10**11, 3 * 10**10, 5 * 10**10)]:
        n, m, d = mpf(population), mpf(marked), mpf(drawn)
        deviation = mp.sqrt(d * m / n * (1 - m / n) * (n - d) / (n - 1))
        for far in [-6, -2.5, -1, 1, 2.5, 6]:
            k = int(d * m / n + far * deviation)
            if k < 0:
                continue
            choose = lambda n, k: mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
            term = mp.exp(choose(m, mpf(k)) + choose(n - m, d - k) - choose(n, d))
            total, j, sign = mpf(0), k, -1 if far < 0 else 1
            while term > total * mpf(10) ** -20 and term > 0:
                total += term
                if sign < 0:
                    term = term * j * (population - marked - drawn + j) / ((marked - j + 1) * (drawn - j + 1))
                else:
                    term = term * (marked - j) * (drawn - j) / ((j + 1) * (population - marked - drawn + j + 1))
                j += sign
            add("hypergeometric_lower" if far < 0 else "hypergeometric_upper", [population, marked, drawn, k], total)


for part in [hypergeometrics, students, gamma_quantiles, beta_quantiles]:
    before = len(rows)
    part()
    print(part.__name__, len(rows) - before, flush=True)
    pathlib.Path(__file__).with_name("quantiles.csv").write_text("function,a,b,c,d,value\n" + "\n".join(rows) + "\n")
