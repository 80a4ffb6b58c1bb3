"""Libraries and ours in turns: one table with ours, theirs, the ratio, and whether the answers are the same.

A script says which tasks there are, and how each library does each: a function `LIBRARY_TASK(columns, threads)` that returns the work
and what its outcome is. Ours and each library run in turns, each in a process of its own; what is timed is the task alone, columns in
memory before, answers in memory after. A figure is the median of all runs. On a busy machine the ratio of processor time (all cores
together, nothing that others took) says more than the times do.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Comparison:
    """What a script compares: its file, our program, its tasks, and how each library does each.

    A task has a title, how many runs of ours make a round, and the libraries: name, environment, runs a round.
    """

    def __init__(self, script, about, example, tasks, preparations, data=None):
        self.script, self.about, self.example, self.tasks = script, about, example, tasks
        self.preparations, self.data = preparations, data

    def main(self):
        options = argparse.ArgumentParser(description=self.about)
        options.add_argument("--rounds", type=int, default=3, help="how often everybody has a turn")
        options.add_argument("--threads", type=int, default=2, help="how many cores each may use")
        options.add_argument("--only", nargs="*", choices=self.tasks, default=list(self.tasks), metavar="TASK", help=", ".join(self.tasks))
        options.add_argument("--folder", type=pathlib.Path, help="where environments and columns are kept for the next run")
        options.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
        chosen = options.parse_args()
        if chosen.worker:
            task, library, runs, folder = chosen.worker
            worker(self.preparations[f"{library}_{task.replace('-', '_')}"], int(runs), Columns(folder), chosen.threads)
        elif chosen.folder:
            self.compare(chosen, chosen.folder)
        else:
            with tempfile.TemporaryDirectory(prefix=f"{self.example}-") as folder:
                self.compare(chosen, pathlib.Path(folder))

    def compare(self, chosen, folder):
        """Prints the table, a row for each task and library."""
        ours = build(self.example)
        columns = folder / "data"
        subprocess.run([ours, "write", columns], check=True)
        environments = {environment for task in chosen.only for _, environment, _ in self.tasks[task][2]}
        pythons = {environment: install(folder, environment) for environment in sorted(environments)}
        threads = str(chosen.threads)
        limits = dict.fromkeys(["RAYON_NUM_THREADS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"], threads)
        environment = {**os.environ, **limits, "PYTHONWARNINGS": "ignore"}

        def run(command):
            done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
            return json.loads(done.stdout.splitlines()[-1])

        print(f"{os.cpu_count()} cores, {threads} threads each, {chosen.rounds} rounds; load {os.getloadavg()[0]:.1f}")
        print(f"data: {self.data}\n" if self.data else "")
        print("| task | library | ours | theirs | ratio | by round | of processor time | answers |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        for task in chosen.only:
            title, runs, libraries = self.tasks[task]
            times, processor, answers = {}, {}, {}
            for _ in range(chosen.rounds):
                told = {"ours": run([ours, "run", task, str(runs)])}
                for library, of, times_a_round in libraries:
                    command = [pythons[of], self.script, "--threads", threads, "--worker", task, library, str(times_a_round), columns]
                    told[library] = run(command)
                for name, result in told.items():
                    times.setdefault(name, []).append(result["seconds"])
                    processor.setdefault(name, []).append(result["processor"])
                    answers[name] = result["result"]
            medians = {name: [statistics.median(seconds) for seconds in rounds] for name, rounds in times.items()}
            overall = {name: statistics.median(sum(rounds, [])) for name, rounds in times.items()}
            if not libraries:
                print(f"| {title} | | {shown(overall['ours'])} | | | | | |", flush=True)
            for library, _, _ in libraries:
                ratio = overall[library] / overall["ours"]
                by_round = sorted(theirs / our for theirs, our in zip(medians[library], medians["ours"]))
                cells = [title, library, shown(overall["ours"]), shown(overall[library]), f"{ratio:.1f}"]
                of_processor = "?"
                if all(processor["ours"]):
                    of_processor = f"{statistics.median(processor[library]) / statistics.median(processor['ours']):.1f}"
                cells += [f"{by_round[0]:.1f} to {by_round[-1]:.1f}", of_processor, agreement(answers["ours"], answers[library])]
                print("| " + " | ".join(cells) + " |", flush=True)


def build(example):
    """Builds our side and returns its path."""
    command = ["cargo", "build", "--release", "--package", "benches", "--example", example]
    subprocess.run(command, check=True, cwd=ROOT)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "release/examples" / example


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


def worker(prepare, runs, columns, threads):
    """Does a task with a library so many times, and prints the times and what came out of it."""
    work, outcome = prepare(columns, threads)
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
        self.folder = pathlib.Path(folder)

    def __call__(self, name, kind):
        import numpy

        short = {"i64": "<i8", "i32": "<i4", "u32": "<u4", "f64": "<f8", "u8": "u1"}[kind]
        return numpy.fromfile(self.folder / f"{name}.{kind}", dtype=short)


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
