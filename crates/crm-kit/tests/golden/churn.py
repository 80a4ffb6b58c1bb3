"""Judges warnings of churn on published data, with nothing but the standard library.

    python3 churn.py DATA

prints the figures that `tests/it/judgement.rs` holds. DATA has the folders cdnow, online-retail and iranian_churn.
"""

import csv
import gzip
import sys
from datetime import date
from fractions import Fraction
from statistics import median

DATA = sys.argv[1]


def area(pairs):
    """Area under the curve by rank sums with mean ranks."""
    ordered = sorted(score for score, _ in pairs)
    first, count = {}, {}
    for place, score in enumerate(ordered):
        first.setdefault(score, place)
        count[score] = count.get(score, 0) + 1
    rank = {score: Fraction(2 * first[score] + count[score] + 1, 2) for score in first}
    churned = sum(1 for _, out in pairs if out)
    stayed = len(pairs) - churned
    total = sum(rank[score] for score, out in pairs if out)
    return (total - Fraction(churned * (churned + 1), 2)) / (churned * stayed)


def captured(pairs, percent):
    """Share of those who churned among the gravest percent, equal scores by parts."""
    room = Fraction(len(pairs) * percent, 100)
    found = Fraction(0)
    by = {}
    for score, out in pairs:
        n, k = by.get(score, (0, 0))
        by[score] = (n + 1, k + out)
    for score in sorted(by, reverse=True):
        n, k = by[score]
        part = min(Fraction(1), max(Fraction(0), room / n))
        found += part * k
        room -= n
    return found / sum(out for _, out in pairs)


def report(name, pairs):
    print(f"{name}: {len(pairs)} customers, {sum(o for _, o in pairs)} churned, area {float(area(pairs)):.6f},",
          "captured", *(f"{p}%: {float(captured(pairs, p)):.6f}" for p in (10, 20, 30)))


def thresholds(name, pairs, grades):
    for place, word in enumerate(grades):
        here = [o for s, o in pairs if s == place]
        above = [o for s, o in pairs if s >= place]
        print(f"  {name} {word}: {len(here)} customers, {sum(here)} churned; from here {len(above)}, {sum(above)}")


def calibration(pairs, groups):
    ordered = sorted(pairs)
    bins, before, start = {}, {}, 0
    for place, (score, _) in enumerate(ordered):
        before.setdefault(score, place)
    for score, out in ordered:
        bins.setdefault(before[score] * groups // len(ordered), []).append((score, out))
    for group in sorted(bins):
        rows = bins[group]
        print(f"  calibration {group}: {len(rows)} customers, mean {sum(s for s, _ in rows) / len(rows):.6f},",
              f"churned {sum(o for _, o in rows)}")


def points(alive, days, gaps):
    score = 25 if alive < 0.2 else 10 if alive < 0.5 else 0
    gap = Fraction(median(gaps)) if len(gaps) >= 3 else Fraction(90)
    times = Fraction(days) / gap
    score += 30 if times >= 3 else 15 if times >= Fraction(3, 2) else 0
    return score


def grade(score):
    return 3 if score >= 55 else 2 if score >= 30 else 1 if score >= 15 else 0


def log(name, bought, end, holdout_end, model):
    """bought: customer -> dates with an order. MBG/NBD in weeks: r, alpha, a, b."""
    r, alpha, a, b = model
    predicted, dead, score, graded = [], [], [], []
    weeks = (holdout_end - end).days / 7
    for customer in sorted(bought):
        dates = sorted(d for d in bought[customer] if d <= end)
        if not dates:
            continue
        out = not any(end < d <= holdout_end for d in bought[customer])
        x, t_x, T = len(dates) - 1, (dates[-1] - dates[0]).days / 7, (end - dates[0]).days / 7
        alive = 1 / (1 + a / (b + x) * ((alpha + T) / (alpha + t_x)) ** (r + x))
        none = 1 - alive + alive * ((alpha + T) / (alpha + T + weeks)) ** (r + x)
        gaps = [(q - p).days for p, q in zip(dates, dates[1:])]
        s = points(1 - none, (end - dates[-1]).days, gaps)
        predicted.append((none, out)); dead.append((1 - alive, out)); score.append((s, out)); graded.append((grade(s), out))
    report(f"{name} predicted", predicted)
    report(f"{name} not alive", dead)
    report(f"{name} points", score)
    thresholds(name, graded, ["none", "watch", "warning", "urgent"])
    calibration(predicted, 10)


def cdnow():
    bought = {}
    with open(f"{DATA}/cdnow/cdnow_master.csv") as file:
        for row in csv.DictReader(file):
            bought.setdefault(row["customer_id"], set()).add(date.fromisoformat(row["date"]))
    log("cdnow", bought, date(1997, 9, 30), date(1998, 6, 30), (0.525, 6.183, 0.891, 1.614))


def online_retail():
    bought = {}
    with gzip.open(f"{DATA}/online-retail/online_retail_invoices.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            order = not row["invoice"].startswith("C") and float(row["amount"]) >= 0
            if row["customer_id"] and order:
                bought.setdefault(row["customer_id"], set()).add(date.fromisoformat(row["timestamp"][:10]))
    # No dropout: the limit of these models, NBD.
    log("online-retail", bought, date(2011, 8, 31), date(2011, 12, 9), (0.7227, 9.4237, 0.0, 1.0))


def iranian():
    with gzip.open(f"{DATA}/iranian_churn/iranian_churn.csv.gz", "rt") as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]
    group = lambda row: sum(row["frequency_of_use"] >= cut for cut in (1, 20, 50, 100))
    known, stayed = [0] * 5, [0] * 5
    for row in rows[::2]:
        known[group(row)] += 1
        stayed[group(row)] += row["churn"] == 0
    print("iranian groups", known, stayed)
    predicted, score, graded, bare = [], [], [], []
    for row in rows[1::2]:
        g = group(row)
        alive, out = stayed[g] / known[g], row["churn"] == 1
        s = (25 if alive < 0.7 else 10 if alive < 0.85 else 0) + (30 if row["complains"] >= 1 else 0)
        predicted.append((1 - alive, out)); score.append((s, out)); bare.append((row["complains"], out))
        graded.append((2 if s >= 30 else 1 if s >= 25 else 0, out))
    report("iranian predicted", predicted)
    report("iranian points", score)
    report("iranian complains", bare)
    thresholds("iranian", graded, ["none", "watch", "warning"])
    calibration(predicted, 5)


cdnow()
online_retail()
iranian()
