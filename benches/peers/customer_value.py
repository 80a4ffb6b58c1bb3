#!/usr/bin/env python3
"""Customer value beside the libraries of the field, in one run: one table with ours, theirs, the ratio, and whether the
answers are the same. Needs Python with pip, cargo, and the network for the first run.

    python3 benches/peers/customer_value.py [--rounds 3] [--threads 2] [--only TASK ...] [--folder DIR]

Ours and each library run in turns, each in a process of its own; what is timed is the task alone, columns in memory before,
answers in memory after. A figure is the median of all runs. On a busy machine the ratio of processor time (all cores
together, nothing that others took) says more than the times do.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

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


def main():
    options = argparse.ArgumentParser(description="customer value beside the libraries of the field")
    options.add_argument("--rounds", type=int, default=3, help="how often everybody has a turn")
    options.add_argument("--threads", type=int, default=2, help="how many cores each may use")
    options.add_argument("--only", nargs="*", choices=TASKS, default=list(TASKS), metavar="TASK", help=", ".join(TASKS))
    options.add_argument("--folder", type=pathlib.Path, help="where environments and columns are kept for the next run")
    options.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.worker:
        task, library, runs, folder = chosen.worker
        worker(task, library, int(runs), pathlib.Path(folder), chosen.threads)
    elif chosen.folder:
        compare(chosen, chosen.folder)
    else:
        with tempfile.TemporaryDirectory(prefix="customer-value-") as folder:
            compare(chosen, pathlib.Path(folder))


def compare(chosen, folder):
    """Prints the table, a row for each task and library."""
    ours = build()
    columns = folder / "data"
    subprocess.run([ours, "write", columns], check=True)
    environments = {environment for task in chosen.only for _, environment, _ in TASKS[task][2]}
    pythons = {environment: install(folder, environment) for environment in sorted(environments)}
    threads = str(chosen.threads)
    limits = dict.fromkeys(["RAYON_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"], threads)
    environment = {**os.environ, **limits, "PYTHONWARNINGS": "ignore"}

    def run(command):
        done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout.splitlines()[-1])

    print(f"{os.cpu_count()} cores, {threads} threads each, {chosen.rounds} rounds; load {os.getloadavg()[0]:.1f}")
    print("data: " + ("CDNOW" if os.environ.get("CRM_DATA_DIR") else "made up like CDNOW") + "\n")
    print("| task | library | ours | theirs | ratio | by round | of processor time | answers |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for task in chosen.only:
        title, runs, libraries = TASKS[task]
        times, processor, answers = {}, {}, {}
        for _ in range(chosen.rounds):
            told = {"ours": run([ours, "run", task, str(runs)])}
            for library, of, times_a_round in libraries:
                command = [pythons[of], __file__, "--threads", threads, "--worker", task, library, str(times_a_round), columns]
                told[library] = run(command)
            for name, result in told.items():
                times.setdefault(name, []).append(result["seconds"])
                processor.setdefault(name, []).append(result["processor"])
                answers[name] = result["result"]
        medians = {name: [statistics.median(seconds) for seconds in rounds] for name, rounds in times.items()}
        overall = {name: statistics.median(sum(rounds, [])) for name, rounds in times.items()}
        for library, _, _ in libraries:
            ratio = overall[library] / overall["ours"]
            by_round = sorted(theirs / our for theirs, our in zip(medians[library], medians["ours"]))
            cells = [title, library, shown(overall["ours"]), shown(overall[library]), f"{ratio:.1f}"]
            of_processor = "?"
            if all(processor["ours"]):
                of_processor = f"{statistics.median(processor[library]) / statistics.median(processor['ours']):.1f}"
            cells += [f"{by_round[0]:.1f} to {by_round[-1]:.1f}", of_processor, agreement(answers["ours"], answers[library])]
            print("| " + " | ".join(cells) + " |", flush=True)


def build():
    """Builds our side and returns its path."""
    command = ["cargo", "build", "--release", "--package", "benches", "--example", "customer_value_peers"]
    subprocess.run(command, check=True, cwd=ROOT)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "release/examples/customer_value_peers"


def install(folder, environment):
    """Makes an environment of pinned packages, unless it is there, and returns its Python."""
    place = folder / environment
    python = place / "bin/python"
    if not (place / "installed").exists():
        venv.create(place, with_pip=True)
        requirements = HERE / "requirements" / f"{environment}.txt"
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements]
        subprocess.run(install, check=True)
        (place / "installed").touch()
    return python


def shown(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"


def agreement(ours, theirs):
    """Returns whether answers are the same, or by what share of a number they differ at most."""
    if ours == theirs:
        return "the same"
    if len(ours) != len(theirs):
        return f"differ: {ours} and {theirs}"
    most = max(abs(one - other) / max(abs(one), abs(other), 1e-300) for one, other in zip(ours, theirs))
    return f"the same to {most:.0e}" if most < 1e-3 else f"differ by {most:.2g}: {rounded(ours)}, {rounded(theirs)}"


def rounded(numbers):
    return " ".join(f"{number:.6g}" for number in numbers)


def worker(task, library, runs, folder, threads):
    """Does a task with a library so many times, and prints the times and what came out of it."""
    prepare = globals()[f"{library}_{task.replace('-', '_')}"]
    work, outcome = prepare(Columns(folder), threads)
    result, seconds = outcome(work()), []
    processor = time.process_time()
    for _ in range(runs):
        begun = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - begun)
        del made
    processor = (time.process_time() - processor) / runs
    result = [getattr(number, "item", lambda: number)() for number in result]
    print(json.dumps({"seconds": seconds, "processor": processor, "result": result}))


class Columns:
    """The columns that our side has written."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, name, kind):
        import numpy

        short = {"i64": "<i8", "i32": "<i4", "f64": "<f8", "u8": "u1"}[kind]
        return numpy.fromfile(self.folder / f"{name}.{kind}", dtype=short)

    def histories(self, name):
        names = [("frequency", "i64"), ("recency", "f64"), ("age", "f64"), ("spend", "f64")]
        return [self(f"{name}.{column}", kind) for column, kind in names]

    def cdnow(self):
        import pandas

        days = pandas.to_timedelta(self("cdnow.days", "i32"), unit="D") + pandas.Timestamp("1997-01-01")
        log = pandas.DataFrame({
            "customer_id": self("cdnow.customers", "i64"),
            "date": days,
            "amount": self("cdnow.amounts", "i64") / 100,
        })
        return log[log["date"] <= END].reset_index(drop=True)


END = "1997-09-30"
LOG_END = 730
MONTHS = 24


def lifetimes_fit(name, parameters):
    def prepare(columns, _):
        import lifetimes

        frequency, recency, age, _ = columns.histories("cdnow")

        def fit():
            return getattr(lifetimes, name)().fit(frequency, recency, age)

        return fit, lambda model: [float(model.params_[parameter]) for parameter in parameters]

    return prepare


lifetimes_bg_nbd = lifetimes_fit("BetaGeoFitter", ["r", "alpha", "a", "b"])
lifetimes_mbg_nbd = lifetimes_fit("ModifiedBetaGeoFitter", ["r", "alpha", "a", "b"])
lifetimes_pareto_nbd = lifetimes_fit("ParetoNBDFitter", ["r", "alpha", "s", "beta"])


def lifetimes_gamma_gamma(columns, _):
    import lifetimes

    frequency, _, _, spend = columns.histories("cdnow")
    kept = (frequency > 0) & (spend > 0)

    def fit():
        return lifetimes.GammaGammaFitter().fit(frequency[kept], spend[kept])

    return fit, lambda model: [float(model.params_[parameter]) for parameter in "pqv"]


def lifetimes_small_log(columns, _):
    from lifetimes.utils import summary_data_from_transaction_data

    log = columns.cdnow()

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

    frequency, recency, age, spend = [pandas.Series(column) for column in columns.histories("customers")]
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

        log = columns.cdnow()
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

    log = columns.cdnow()

    def summarise():
        return clvkit.CustomerBase.from_transactions(log, time_unit="W", collapse="D", observation_period_end=END)

    return summarise, lambda base: summary_sums(base.to_pandas(), 7)


def lifelines_survival(columns, _):
    import lifelines

    times, events = columns("durations.times", "f64"), columns("durations.events", "u8").astype(bool)

    def curve():
        return lifelines.KaplanMeierFitter().fit(times, events)

    return curve, lambda fitted: [float(fitted.predict(time)) for time in [100, 200, 400]]


def duckdb_table(threads, name, **columns):
    """Returns a database with a table in memory, in the database's own format."""
    import duckdb
    import pandas

    database = duckdb.connect()
    database.execute(f"SET threads = {threads}")
    database.execute("SET preserve_insertion_order = false")
    frame = pandas.DataFrame(columns)
    database.register("frame", frame)
    database.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
    database.unregister("frame")
    return database


def duckdb_query(database, query):
    """Returns the work of making a table by a query."""

    def work():
        database.execute(f"CREATE OR REPLACE TEMP TABLE made AS {query}")
        return database

    return work


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
    sys.exit(main())
