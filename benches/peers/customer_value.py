#!/usr/bin/env python3
"""Customer value beside the libraries of the field, in one run: one table with ours, theirs, the ratio, and whether the
answers are the same. Needs Python with pip, cargo, and the network for the first run.

    python3 benches/peers/customer_value.py [--rounds 3] [--threads 2] [--only TASK ...] [--folder DIR]

How it is done and what the figures are is told in turns.py.
"""

import os

import turns
from turns import duckdb_query, duckdb_table

# Task: what it is, how many runs of ours a round, and the libraries: name, environment, runs a round.
TASKS = {
    "bg-nbd": ("BG/NBD fit", 15, [("lifetimes", "lifetimes", 3), ("clvkit", "clvkit", 1)]),
    "mbg-nbd": ("MBG/NBD fit", 15, [("lifetimes", "lifetimes", 3), ("clvkit", "clvkit", 1)]),
    "pareto-nbd": ("Pareto/NBD fit", 9, [("lifetimes", "lifetimes", 1)]),
    "gamma-gamma": ("Gamma-Gamma fit", 15, [("lifetimes", "lifetimes", 5), ("clvkit", "clvkit", 3)]),
    "small-log": ("CDNOW's log to summaries", 25, [("lifetimes", "lifetimes", 5), ("clvkit", "clvkit", 3)]),
    "log": ("10,000,000 rows to summaries", 5, [("duckdb", "columns", 5), ("polars", "columns", 5)]),
    "values": ("1,000,000 values over 12 months", 5, [("lifetimes", "lifetimes", 1)]),
    "survival": ("Kaplan-Meier, 1,000,000 rows", 15, [("lifelines", "columns", 5)]),
    "cohorts": ("cohort triangle, 10,000,000 rows", 5, [("duckdb", "columns", 3), ("polars", "columns", 3)]),
    "tiers": ("tiers of 10,000,000 customers", 3, [("duckdb", "columns", 3), ("polars", "columns", 3)]),
}

END = "1997-09-30"
LOG_END = 730
MONTHS = 24


def histories(columns, name):
    names = [("frequency", "i64"), ("recency", "f64"), ("age", "f64"), ("spend", "f64")]
    return [columns(f"{name}.{column}", kind) for column, kind in names]


def cdnow(columns):
    import pandas

    days = pandas.to_timedelta(columns("cdnow.days", "i32"), unit="D") + pandas.Timestamp("1997-01-01")
    log = pandas.DataFrame({
        "customer_id": columns("cdnow.customers", "i64"),
        "date": days,
        "amount": columns("cdnow.amounts", "i64") / 100,
    })
    return log[log["date"] <= END].reset_index(drop=True)


def lifetimes_fit(name, parameters):
    def prepare(columns, _):
        import lifetimes

        frequency, recency, age, _ = histories(columns, "cdnow")

        def fit():
            return getattr(lifetimes, name)().fit(frequency, recency, age)

        return fit, lambda model: [float(model.params_[parameter]) for parameter in parameters]

    return prepare


lifetimes_bg_nbd = lifetimes_fit("BetaGeoFitter", ["r", "alpha", "a", "b"])
lifetimes_mbg_nbd = lifetimes_fit("ModifiedBetaGeoFitter", ["r", "alpha", "a", "b"])
lifetimes_pareto_nbd = lifetimes_fit("ParetoNBDFitter", ["r", "alpha", "s", "beta"])


def lifetimes_gamma_gamma(columns, _):
    import lifetimes

    frequency, _, _, spend = histories(columns, "cdnow")
    kept = (frequency > 0) & (spend > 0)

    def fit():
        return lifetimes.GammaGammaFitter().fit(frequency[kept], spend[kept])

    return fit, lambda model: [float(model.params_[parameter]) for parameter in "pqv"]


def lifetimes_small_log(columns, _):
    from lifetimes.utils import summary_data_from_transaction_data

    log = cdnow(columns)

    def summarise():
        return summary_data_from_transaction_data(log, "customer_id", "date", "amount", observation_period_end=END, freq="D")

    return summarise, lambda table: summary_sums(table, 1)


def summary_sums(table, days):
    """Returns the sums of our side from a table of frequency, recency, T and mean spend."""
    import numpy

    keys = table.index.to_numpy() if table.index.name == "customer_id" else table["customer_id"].to_numpy()
    frequency = table["frequency"].to_numpy().astype("int64")
    recency = numpy.rint(table["recency"].to_numpy() * days).astype("int64")
    age = numpy.rint(table["T"].to_numpy() * days).astype("int64")
    spend = numpy.rint(table["monetary_value"].fillna(0).to_numpy() * frequency * 100).astype("int64")
    apart = (keys % 1009) * (recency + 1) * (frequency + 1)
    return [len(table)] + [int(column.sum()) for column in [frequency, recency, age, spend, apart]]


def lifetimes_values(columns, _):
    import lifetimes
    import pandas

    frequency, recency, age, spend = [pandas.Series(column) for column in histories(columns, "customers")]
    purchases, money = lifetimes.BetaGeoFitter(), lifetimes.GammaGammaFitter()
    purchases.params_ = pandas.Series({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426})
    purchases.predict = purchases.conditional_expected_number_of_purchases_up_to_time
    money.params_ = pandas.Series({"p": 6.25, "q": 3.74, "v": 15.44})

    def value():
        return money.customer_lifetime_value(purchases, frequency, recency, age, spend, time=12, discount_rate=0.01, freq="W")

    return value, lambda values: [len(values), float(values.sum())]


def clvkit_fit(name, parameters):
    def prepare(columns, _):
        import clvkit

        log = cdnow(columns)
        base = clvkit.CustomerBase.from_transactions(log, time_unit="W", collapse="D", observation_period_end=END)

        def fit():
            return getattr(clvkit, name)().fit(base)

        return fit, lambda model: [float(model.params_[parameter]) for parameter in parameters]

    return prepare


clvkit_bg_nbd = clvkit_fit("BGNBD", ["r", "alpha", "a", "b"])
clvkit_mbg_nbd = clvkit_fit("MBGNBD", ["r", "alpha", "a", "b"])
clvkit_gamma_gamma = clvkit_fit("GammaGamma", ["p", "q", "gamma"])


def clvkit_small_log(columns, _):
    import clvkit

    log = cdnow(columns)

    def summarise():
        return clvkit.CustomerBase.from_transactions(log, time_unit="W", collapse="D", observation_period_end=END)

    return summarise, lambda base: summary_sums(base.to_pandas(), 7)


def lifelines_survival(columns, _):
    import lifelines

    times, events = columns("durations.times", "f64"), columns("durations.events", "u8").astype(bool)

    def curve():
        return lifelines.KaplanMeierFitter().fit(times, events)

    return curve, lambda fitted: [float(fitted.predict(time)) for time in [100, 200, 400]]


def log_columns(columns):
    return {
        "customer": columns("log.customers", "i64"),
        "day": columns("log.days", "i32"),
        "amount": columns("log.amounts", "i64"),
    }


def duckdb_log(columns, threads):
    database = duckdb_table(threads, "log", **log_columns(columns))
    query = f"""
        WITH days AS (
            SELECT customer, day, sum(amount) AS spend FROM log WHERE day <= {LOG_END} GROUP BY customer, day
        )
        SELECT
            customer, count(*) - 1 AS frequency, max(day) - min(day) AS recency, {LOG_END} - min(day) AS age,
            sum(spend) - arg_min(spend, day) AS spend
        FROM days GROUP BY customer"""
    sums = """
        SELECT count(*), sum(frequency), sum(recency), sum(age), sum(spend),
            sum(((customer % 1009 + 1009) % 1009) * (recency + 1) * (frequency + 1))
        FROM made"""
    return duckdb_query(database, query), lambda made: [int(sum) for sum in made.execute(sums).fetchone()]


def polars_log(columns, _):
    import polars as pl

    log = pl.DataFrame(log_columns(columns))

    def summarise():
        days = log.lazy().filter(pl.col("day") <= LOG_END).group_by("customer", "day").agg(pl.col("amount").sum())
        first = pl.col("day").min()
        of_customer = days.group_by("customer").agg(
            frequency=pl.len().cast(pl.Int64) - 1,
            recency=(pl.col("day").max() - first).cast(pl.Int64),
            age=(LOG_END - first).cast(pl.Int64),
            spend=pl.col("amount").sum() - pl.col("amount").get(pl.col("day").arg_min()),
        )
        return of_customer.collect()

    def sums(made):
        apart = (pl.col("customer") % 1009) * (pl.col("recency") + 1) * (pl.col("frequency") + 1)
        columns = [pl.len()] + [pl.col(name).sum() for name in ["frequency", "recency", "age", "spend"]]
        return list(made.select(*columns, apart=apart.sum()).row(0))

    return summarise, sums


def activity(columns):
    import numpy

    _, codes = numpy.unique(columns("log.customers", "i64"), return_inverse=True)
    months = (columns("log.days", "i32").astype("int64") * MONTHS // LOG_END).astype("uint8")
    return {"customer": codes.astype("uint32"), "month": months}


def duckdb_cohorts(columns, threads):
    database = duckdb_table(threads, "activity", **activity(columns))
    query = """
        WITH months AS (SELECT DISTINCT customer, month FROM activity),
        firsts AS (SELECT customer, min(month) AS first FROM months GROUP BY customer)
        SELECT first, month - first AS age, count(*) AS active FROM months JOIN firsts USING (customer) GROUP BY ALL"""
    sums = "SELECT sum(active) FILTER (age = 0), sum(active * (age + 1) * (first + 1)) FROM made"
    return duckdb_query(database, query), lambda made: [int(sum) for sum in made.execute(sums).fetchone()]


def polars_cohorts(columns, _):
    import polars as pl

    rows = pl.DataFrame(activity(columns))

    def triangle():
        months = rows.lazy().unique()
        firsts = months.group_by("customer").agg(first=pl.col("month").min())
        joined = months.join(firsts, on="customer").with_columns(age=pl.col("month") - pl.col("first"))
        return joined.group_by("first", "age").agg(active=pl.len().cast(pl.Int64)).collect()

    def sums(made):
        first, age = pl.col("first").cast(pl.Int64) + 1, pl.col("age").cast(pl.Int64) + 1
        active = pl.col("active")
        return list(made.select(active.filter(pl.col("age") == 0).sum(), all=(active * age * first).sum()).row(0))

    return triangle, sums


def spenders(columns):
    return {"net": columns("spenders.net", "i64"), "orders": columns("spenders.orders", "i64")}


def duckdb_tiers(columns, threads):
    database = duckdb_table(threads, "spenders", **spenders(columns))
    query = """
        WITH ranked AS (
            SELECT net, orders, rank() OVER (ORDER BY net DESC) AS rank, (SELECT count(*) FROM spenders) AS customers
            FROM spenders
        )
        SELECT net, orders, rank, least(
            CASE WHEN (rank - 1) * 5 < customers THEN 2 WHEN (rank - 1) * 5 < 3 * customers THEN 1 ELSE 0 END,
            CASE WHEN (orders - 1) * 5 >= 3 * orders THEN 2 WHEN (orders - 1) * 10 >= 3 * orders THEN 1 ELSE 0 END
        ) AS level FROM ranked"""
    sums = "SELECT count(*) FILTER (level = 2), count(*) FILTER (level = 1), count(*) FILTER (level = 0) FROM made"
    return duckdb_query(database, query), lambda made: list(made.execute(sums).fetchone())


def polars_tiers(columns, _):
    import polars as pl

    rows = pl.DataFrame(spenders(columns))

    def tiers():
        before = (pl.col("rank").cast(pl.Int64) - 1) * 5
        after, orders = pl.col("orders") - 1, pl.col("orders")
        by_spend = pl.when(before < pl.len()).then(2).when(before < 3 * pl.len()).then(1).otherwise(0)
        often = pl.when(after * 5 >= 3 * orders).then(2).when(after * 10 >= 3 * orders).then(1).otherwise(0)
        ranked = rows.lazy().with_columns(rank=pl.col("net").rank("min", descending=True))
        return ranked.with_columns(level=pl.min_horizontal(by_spend, often)).collect()

    return tiers, lambda made: [made.filter(pl.col("level") == level).height for level in [2, 1, 0]]


if __name__ == "__main__":
    data = "CDNOW" if os.environ.get("CRM_DATA_DIR") else "made up like CDNOW"
    about = "customer value beside the libraries of the field"
    turns.Comparison(__file__, about, "customer_value_peers", TASKS, globals(), data).main()
