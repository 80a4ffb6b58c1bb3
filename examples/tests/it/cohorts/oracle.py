"""Cohorts and survival curves of purchase logs, counted from day to day with nothing but the standard library.

python3 oracle.py FOLDER, which holds cdnow/ and online-retail/. Prints what `real.rs` expects.
"""

import collections
import csv
import datetime
import gzip
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
