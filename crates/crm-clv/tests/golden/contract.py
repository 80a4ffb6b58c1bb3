"""The shifted beta-geometric model at 50 digits: survival, discounted lifetimes, and the likelihood with its derivatives.

Rows: what, alpha, beta, argument, discount or nothing, value.
"""

from pathlib import Path

from mpmath import mp, mpf, beta as B, hyp2f1, log, loggamma, exp

mp.dps = 50
out = ["what,alpha,beta,argument,discount,value"]
PAPER = {("0.668", "3.806"): [1000, 869, 743, 653, 593, 551, 517, 491], ("0.704", "1.182"): [1000, 631, 468, 382, 326, 289, 262, 241]}
PAIRS = list(PAPER) + [("0.01", "0.01"), ("0.01", "50"), ("1", "1"), ("1", "3"), ("2.5", "0.01"), ("50", "0.5"), ("100", "900"), ("0.000001", "10000"), ("10000", "1000000")]


def exact(text):
    return mpf(float(text))


def put(what, a, b, argument, discount, value):
    out.append(f"{what},{a},{b},{argument},{discount},{mp.nstr(value, 17)}")


def discounted(a, b, z):
    """2F1(1, b; a + b; z), the mean of 1 / (1 - (1 - p) z) over p from a beta distribution."""
    try:
        return hyp2f1(1, b, a + b, z)
    except mp.NoConvergence:
        # The trapezoidal rule over y = ln(p / (1 - p)), whose integrand is analytic in a strip of half-width pi.
        step, total, place = mp.sqrt(1 / a + 1 / b) / 12 if a > 1 else mpf(1) / 12, mpf(0), 0
        middle, scale = log(a / b), log(B(a, b))
        def term(y):
            stay = 1 / (1 + exp(y))
            return exp(-a * log(1 + exp(-y)) - b * log(1 + exp(y)) - scale) / (1 - stay * z)
        for sign in (1, -1):
            place = 0 if sign == 1 else 1
            while True:
                value = term(middle + sign * place * step)
                total += value
                place += 1
                if value < total * mpf("1e-40") and place > 50:
                    break
        return total * step


def ln_survival(a, b, t):
    return loggamma(b + t) - loggamma(b) + loggamma(a + b) - loggamma(a + b + t)


for a, b in PAIRS:
    x, y = exact(a), exact(b)
    for t in [0, 1, 2, 7, 100, 4096, 4097, 10_000, 1_000_000_000]:
        s = exp(ln_survival(x, y, t))
        if s > mpf("1e-300"):
            put("survival", a, b, t, "", s)
            put("leaving", a, b, t + 1, "", s * x / (x + y + t))
    for d in ["1e-9", "0.000001", "0.0001", "0.01", "0.1", "1", "1000"]:
        z = 1 / (1 + exact(d))
        put("lifetime", a, b, "", d, discounted(x, y, z))
        for n in [1, 5, 100]:
            put("residual", a, b, n, d, (y + n - 1) / (x + y + n - 1) * discounted(x, y + n, z))

for (a, b), left in PAPER.items():
    x, y = exact(a), exact(b)

    def likelihood(x, y):
        value = left[-1] * ln_survival(x, y, len(left) - 1)
        for t in range(1, len(left)):
            value += (left[t - 1] - left[t]) * (ln_survival(x, y, t - 1) + log(x / (x + y + t - 1)))
        return value

    put("likelihood", a, b, "", "", likelihood(x, y))
    put("by alpha", a, b, "", "", mp.diff(lambda v: likelihood(v, y), x))
    put("by beta", a, b, "", "", mp.diff(lambda v: likelihood(x, v), y))
    # The maximum itself, which the paper prints with three decimals.
    def slopes(v, w):
        return mp.diff(lambda q: likelihood(q, w), v), mp.diff(lambda q: likelihood(v, q), w)

    top = mp.findroot(slopes, (x, y), tol=mpf("1e-40"))
    put("best", a, b, "", "", top[0])
    put("best", a, b, "", "", top[1])
    put("best", a, b, "", "", likelihood(top[0], top[1]))
    # Standard errors there, by the inverse of the second derivatives.
    second = [mp.diff(likelihood, (top[0], top[1]), order) for order in ((2, 0), (1, 1), (0, 2))]
    determinant = second[0] * second[2] - second[1] ** 2
    put("error", a, b, "", "", mp.sqrt(-second[2] / determinant))
    put("error", a, b, "", "", mp.sqrt(-second[0] / determinant))
Path(__file__).with_suffix(".csv").write_text("\n".join(out) + "\n")
