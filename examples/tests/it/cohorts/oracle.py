"""Cohorts and survival curves of purchase logs, counted from day to day with nothing but the standard library.

python3 oracle.py FOLDER, which holds cdnow/ and online-retail/. Prints what `real.rs` expects.
"""

import collections
import csv
import datetime
import gzip
import math
import sys
from decimal import Decimal

FOLDER = sys.argv[1].rstrip("/")
CDNOW = f"{FOLDER}/cdnow/cdnow_master.csv"
RETAIL = f"{FOLDER}/online-retail/online_retail_invoices.csv.gz"
LAST_MONTH = 2011 * 12 + 10  # December 2011 is not over


def rows_of_cdnow():
    for row in csv.DictReader(open(CDNOW)):
        yield row["customer_id"], datetime.date.fromisoformat(row["date"]), Decimal(row["amount"])


def rows_of_retail():
    for row in csv.DictReader(gzip.open(RETAIL, "rt")):
        if row["customer_id"]:
            yield row["customer_id"], datetime.date.fromisoformat(row["timestamp"][:10]), Decimal(row["amount"])


def purchase_days(rows):
    days = collections.defaultdict(set)
    for customer, day, amount in rows:
        if amount >= 0:
            days[customer].add(day)
    return days


def until_repeat(days, end):
    first, *later = sorted(days)
    return ((later[0] - first).days, True) if later else ((end - first).days, False)


def until_silence(days, end, silent_after):
    first = day = min(days)
    passed = 0
    while day <= end:
        passed = 0 if day in days else passed + 1
        if passed == silent_after:
            return (day - first).days, True
        day += datetime.timedelta(days=1)
    return (end - first).days, False


def kaplan_meier(durations):
    """Survival and Greenwood's standard error on each day with events."""
    events = collections.Counter(time for time, came in durations if came)
    exits = collections.Counter(time for time, _ in durations)
    at_risk, survival, greenwood, curve = len(durations), 1.0, 0.0, {}
    for time in sorted(exits):
        left = at_risk - events[time]
        if events[time]:
            survival *= left / at_risk
            greenwood += events[time] / at_risk / left
            curve[time] = survival, survival * greenwood**0.5
        at_risk -= exits[time]
    return curve


def month(day):
    return day.year * 12 + day.month - 1


for name, rows, end in (
    ("cdnow", list(rows_of_cdnow()), datetime.date(1998, 6, 30)),
    ("online-retail", list(rows_of_retail()), datetime.date(2011, 12, 9)),
):
    days = purchase_days(rows)
    for event, durations in (
        ("repeat", [until_repeat(one, end) for one in days.values()]),
        ("silence", [until_silence(one, end, 90) for one in days.values()]),
    ):
        curve = kaplan_meier(durations)
        print(name, event, sum(came for _, came in durations), {day: curve.get(day) for day in (30, 90, 180, 365)})

days = purchase_days(rows)
first = {customer: month(min(one)) for customer, one in days.items()}
active = collections.Counter(
    (first[customer], bought)
    for customer, one in days.items()
    for bought in {month(day) for day in one}
    if bought <= LAST_MONTH
)
revenue = collections.Counter()
for customer, day, amount in rows:
    if customer in first and first[customer] <= month(day) <= LAST_MONTH:
        revenue[first[customer], month(day)] += amount
for cohort in range(2010 * 12 + 11, LAST_MONTH + 1):
    ages = range(cohort, LAST_MONTH + 1)
    print(f"{cohort // 12}-{cohort % 12 + 1:02}", [active[cohort, age] for age in ages])
    print("  revenue", [str(revenue[cohort, age]) for age in ages])


def renewals(days, period, last):
    """For each customer, whether each period after the first was bought in, until the first that was not."""
    due, kept = collections.Counter(), collections.Counter()
    for one in days.values():
        bought = {period(day) for day in one}
        now = min(bought)
        while now < last:
            age = now - min(bought) + 1
            due[age] += 1
            if now + 1 not in bought:
                break
            kept[age] += 1
            now += 1
    return [(due[age], kept[age]) for age in range(1, len(due) + 1)]


def log_likelihood(alpha, beta, counts):
    """By the recursion of Fader and Hardie (2007), equations 7."""
    leaving, staying, total = alpha / (alpha + beta), 1.0, 0.0
    for period, (due, kept) in enumerate(counts, 1):
        if period > 1:
            leaving *= (beta + period - 2) / (alpha + beta + period - 1)
        left = staying - leaving
        total += (due - kept) * math.log(leaving / staying) + kept * math.log(left / staying)
        staying = left
    return total


def fitted(counts):
    """Searches along both axes and both diagonals, by ever smaller steps."""
    point, step = (0.0, 0.0), 1.0
    value = lambda at: log_likelihood(math.exp(at[0]), math.exp(at[1]), counts)
    best = value(point)
    while step > 1e-9:
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)):
            there = point[0] + x * step, point[1] + y * step
            if value(there) > best:
                point, best = there, value(there)
                break
        else:
            step /= 2
    return math.exp(point[0]), math.exp(point[1]), best


for name, days, period, last in (
    ("cdnow by quarter", purchase_days(rows_of_cdnow()), lambda day: month(day) // 3, 1998 * 4 + 1),
    ("online-retail by month", purchase_days(rows_of_retail()), month, LAST_MONTH),
):
    counts = renewals({customer: one for customer, one in days.items() if period(min(one)) <= last}, period, last)
    print(name, counts, fitted(counts))
    gone = [
        {period(day) for day in one}
        for one in days.values()
        if period(min(one)) <= last and not set(range(period(min(one)), last + 1)) <= {period(day) for day in one}
    ]
    back = sum(max(one) + 1 - min(one) > len(one) for one in gone)
    print(sum(period(min(one)) <= last for one in days.values()), "customers", len(gone), "left", back, "bought again")
