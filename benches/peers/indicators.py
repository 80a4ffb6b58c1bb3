#!/usr/bin/env python3
"""Indicators of columns beside polars, DuckDB and pandas, in one run: one table with ours, theirs, the ratio, and whether the answers
are the same. Needs Python with pip, cargo, and the network for the first run.

    python3 benches/peers/indicators.py [--rounds 3] [--threads 2] [--only TASK ...] [--folder DIR]

How it is done and what the figures are is told in turns.py. Tasks without a library are ours alone: the same from records.
"""

import turns
from customer_value import MONTHS, activity, duckdb_cohorts, polars_cohorts  # noqa: F401: the worker finds them by name
from turns import duckdb_table

ALL = [("polars", "indicators", 9), ("duckdb", "indicators", 9), ("pandas", "indicators", 5)]
HEAVY = [("polars", "indicators", 2), ("duckdb", "indicators", 2), ("pandas", "indicators", 1)]

# Task: what it is, how many runs of ours a round, and the libraries: name, environment, runs a round.
TASKS = {
    "nps": ("net promoter score", 25, ALL),
    "nps-by": ("by segment and month", 15, ALL),
    "responses": ("mean and share in time", 25, ALL),
    "percentiles": ("four percentiles", 9, ALL),
    "retention": ("retention from month to month", 9, [*HEAVY, ("duckdb_bits", "indicators", 2)]),
    "cohorts": ("cohort triangle", 9, HEAVY[:2]),
    "codes": ("codes for ids of 64 bits", 5, [("pandas", "indicators", 3)]),
    "nps-records": ("net promoter score from records", 9, []),
    "response-records": ("mean and share in time from records", 9, []),
    "scorecard": ("scorecard of a company, 1,000,000 records", 5, []),
}

NO_ANSWER = 255
NO_RESPONSE = 2**32 - 1
WITHIN = 3_600
PERCENTILES = [0.5, 0.9, 0.95, 0.99]


def answers(columns):
    return {name: columns(f"answers.{name}s", "u8") for name in ["score", "segment", "month"]}


def responses(columns):
    """Returns the column of seconds, and which rows have some."""
    seconds = columns("answers.seconds", "u32")
    return seconds, seconds != NO_RESPONSE


# Detractors, passives, promoters, no answer, and what is no score: each library counts all five, since it has to check.
COUNTS = [("detractors", 0, 6), ("passives", 7, 8), ("promoters", 9, 10), ("without", NO_ANSWER, NO_ANSWER), ("bad", 11, 254)]


def polars_between(low, high):
    import polars as pl

    score = pl.col("score")
    if low == high:
        return (score == low).sum()
    return (score <= high).sum() if low == 0 else ((score >= low) & (score <= high)).sum()


def polars_nps(columns, _):
    import polars as pl

    rows = pl.DataFrame({"score": answers(columns)["score"]})
    counts = [polars_between(low, high).alias(name) for name, low, high in COUNTS]
    return lambda: rows.select(counts), lambda made: list(made.row(0))


def duckdb_between(low, high):
    return f"count(*) FILTER (score <= {high})" if low == 0 else f"count(*) FILTER (score BETWEEN {low} AND {high})"


def duckdb_nps(columns, threads):
    database = duckdb_table(threads, "answers", score=answers(columns)["score"])
    query = "SELECT " + ", ".join(f"{duckdb_between(low, high)} AS {name}" for name, low, high in COUNTS) + " FROM answers"
    return lambda: database.execute(query).fetchone(), list


def pandas_nps(columns, _):
    import pandas

    scores = pandas.Series(answers(columns)["score"])

    def counts():
        return [int((scores <= high).sum() if low == 0 else scores.between(low, high).sum()) for _, low, high in COUNTS]

    return counts, list


def polars_nps_by(columns, _):
    import polars as pl

    rows = pl.DataFrame(answers(columns))
    counts = [polars_between(low, high).cast(pl.Int64).alias(name) for name, low, high in COUNTS[:3]]

    def cells():
        return rows.lazy().group_by("segment", "month").agg(counts).sort("segment", "month").collect()

    return cells, lambda made: cell_sums([made[name].to_numpy() for name, _, _ in COUNTS[:3]])


def cell_sums(counts):
    """Returns the sums of our side from the counts of cells in order."""
    return [len(counts[0])] + [sum(int(count) * place for place, count in enumerate(column, 1)) for column in counts]


def duckdb_nps_by(columns, threads):
    database = duckdb_table(threads, "answers", **answers(columns))
    counts = ", ".join(f"{duckdb_between(low, high)} AS {name}" for name, low, high in COUNTS[:3])
    query = f"SELECT {counts} FROM answers GROUP BY segment, month ORDER BY segment, month"
    return lambda: database.execute(query).fetchnumpy(), lambda made: cell_sums([made[name] for name, _, _ in COUNTS[:3]])


def pandas_nps_by(columns, _):
    import pandas

    rows = pandas.DataFrame(answers(columns))

    def cells():
        flags = {name: rows["score"].between(low, high) for name, low, high in COUNTS[:3]}
        return pandas.DataFrame(flags).groupby([rows["segment"], rows["month"]]).sum()

    return cells, lambda made: cell_sums([made[name].to_numpy() for name, _, _ in COUNTS[:3]])


def polars_seconds(columns):
    import polars as pl

    seconds, known = responses(columns)
    return pl.DataFrame({"seconds": seconds}).select(pl.when(pl.Series(known)).then(pl.col("seconds")).alias("seconds"))


def polars_responses(columns, _):
    import polars as pl

    rows, seconds = polars_seconds(columns), pl.col("seconds")
    sums = [seconds.cast(pl.UInt64).sum().alias("sum"), seconds.count().alias("cases"), (seconds <= WITHIN).sum().alias("within")]
    return lambda: rows.select(sums), lambda made: list(made.row(0))


def duckdb_seconds(columns, threads):
    seconds, known = responses(columns)
    database = duckdb_table(threads, "raw", seconds=seconds, known=known)
    database.execute("CREATE TABLE responses AS SELECT CASE WHEN known THEN seconds END AS seconds FROM raw")
    database.execute("DROP TABLE raw")
    return database


def duckdb_responses(columns, threads):
    database = duckdb_seconds(columns, threads)
    query = f"SELECT sum(seconds), count(seconds), count(*) FILTER (seconds <= {WITHIN}) FROM responses"
    return lambda: database.execute(query).fetchone(), lambda made: [int(number) for number in made]


def pandas_responses(columns, _):
    import pandas

    seconds, known = responses(columns)
    seconds = pandas.Series(seconds[known])
    return lambda: [seconds.sum(), len(seconds), (seconds <= WITHIN).sum()], lambda made: [int(number) for number in made]


def polars_percentiles(columns, _):
    import polars as pl

    rows, seconds = polars_seconds(columns), pl.col("seconds")
    found = [seconds.quantile(p, "linear").alias(str(p)) for p in PERCENTILES]
    return lambda: rows.select(found), lambda made: list(made.row(0))


def duckdb_percentiles(columns, threads):
    database = duckdb_seconds(columns, threads)
    query = f"SELECT quantile_cont(seconds, {PERCENTILES}) FROM responses"
    return lambda: database.execute(query).fetchone()[0], list


def pandas_percentiles(columns, _):
    import pandas

    seconds, known = responses(columns)
    seconds = pandas.Series(seconds[known])
    return lambda: seconds.quantile(PERCENTILES), lambda made: [float(number) for number in made]


def pairs(kept, start):
    """Returns who was kept from each month to the next, and who was there, in turns."""
    kept, start = dict(kept), dict(start)
    return [number for month in range(MONTHS - 1) for number in [kept.get(month, 0), start.get(month, 0)]]


def polars_retention(columns, _):
    import polars as pl

    rows = pl.DataFrame(activity(columns))

    def retention():
        months = rows.unique()
        before = months.select("customer", pl.col("month") + 1)
        kept = months.join(before, on=["customer", "month"]).group_by("month").len()
        return kept, months.group_by("month").len()

    def numbers(made):
        kept, start = made
        return pairs([(month - 1, many) for month, many in kept.iter_rows()], start.iter_rows())

    return retention, numbers


def duckdb_retention(columns, threads):
    database = duckdb_table(threads, "activity", **activity(columns))
    query = """
        WITH months AS (SELECT DISTINCT customer, month FROM activity)
        SELECT one.month, count(other.customer), count(*)
        FROM months one LEFT JOIN months other ON other.customer = one.customer AND other.month = one.month + 1
        GROUP BY one.month"""

    def numbers(made):
        return pairs([(month, kept) for month, kept, _ in made], [(month, start) for month, _, start in made])

    return lambda: database.execute(query).fetchall(), numbers


def duckdb_bits_retention(columns, threads):
    """The same with a bit for each month, as our side does it: not how it is written as a rule."""
    database = duckdb_table(threads, "activity", **activity(columns))
    counts = ", ".join(
        f"count(*) FILTER (months & {3 << month} = {3 << month}), count(*) FILTER (months & {1 << month} != 0)"
        for month in range(MONTHS - 1)
    )
    query = f"WITH bits AS (SELECT bit_or(1 << month::INTEGER) AS months FROM activity GROUP BY customer) SELECT {counts} FROM bits"
    return lambda: database.execute(query).fetchone(), list


def pandas_retention(columns, _):
    import pandas

    rows = pandas.DataFrame(activity(columns))

    def retention():
        months = rows.drop_duplicates()
        before = months.assign(month=months["month"] + 1)
        kept = months.merge(before, on=["customer", "month"])["month"].value_counts()
        return kept, months["month"].value_counts()

    def numbers(made):
        kept, start = made
        return pairs([(int(month) - 1, int(many)) for month, many in kept.items()], [(int(m), int(n)) for m, n in start.items()])

    return retention, numbers


def pandas_codes(columns, _):
    import numpy
    import pandas

    ids = columns("log.customers", "i64")

    def sums(made):
        codes, uniques = made
        return [len(uniques), int((numpy.arange(1, len(codes) + 1) % 1009 * codes.astype("int64")).sum())]

    return lambda: pandas.factorize(ids, sort=True), sums


if __name__ == "__main__":
    about = "indicators beside polars, DuckDB and pandas"
    turns.Comparison(__file__, about, "indicators_peers", TASKS, globals()).main()
