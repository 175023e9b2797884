"""Analyses a cohort on Spark: one `shakeout worker` a task, a line of JSON a runner.

    python examples/spark/cohort.py manifest.csv results/ --shakeout target/release/shakeout [--master local[2]]

The manifest is that of `shakeout cohort`: athlete,path,soreness,profile. results/ gets one Parquet file a task, with
the columns athlete and result (a line of JSON). Runners that are there already are not read again. Then

    python examples/spark/cohort.py --lines results/ > results.jsonl && shakeout pool results.jsonl
"""
import argparse
import csv
import json
import os
import subprocess
import sys

RUNNERS_PER_TASK = 40
SCHEMA = "athlete string, result string"


def requests(manifest):
    """One request a runner, in the order of the manifest; paths start at its folder."""
    folder = os.path.dirname(os.path.abspath(manifest))
    runners = {}
    with open(manifest, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            one = runners.setdefault(row["athlete"], {"athlete": row["athlete"], "paths": []})
            one["paths"].append(os.path.join(folder, row["path"]))
            for name in ("soreness", "profile"):
                if row.get(name):
                    one[name] = os.path.join(folder, row[name])
    return [(name, json.dumps(one)) for name, one in runners.items()]


def worker_of(program):
    """A function for mapInPandas: each task starts one worker and asks it line by line."""

    def answer(frames):
        import pandas

        # The worker guards itself: a runner that ends its process twice is answered with an error.
        worker = subprocess.Popen([program, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            for frame in frames:
                results = []
                for line in frame["request"]:
                    worker.stdin.write(line + "\n")
                    worker.stdin.flush()
                    results.append(worker.stdout.readline().rstrip("\n"))
                yield pandas.DataFrame({"athlete": frame["athlete"], "result": results})
        finally:
            worker.stdin.close()
            worker.wait()

    return answer


def analyse(arguments):
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master(arguments.master).appName("shakeout").getOrCreate()
    runners = spark.createDataFrame(requests(arguments.manifest), "athlete string, request string")
    if os.path.isdir(arguments.results):
        done = spark.read.schema(SCHEMA).parquet(arguments.results)
        runners = runners.join(done, "athlete", "left_anti")
    tasks = max(1, -(-runners.count() // arguments.runners_per_task), arguments.tasks)
    answered = runners.repartition(tasks).mapInPandas(worker_of(os.path.abspath(arguments.shakeout)), SCHEMA)
    answered.write.mode("append").parquet(arguments.results)
    spark.stop()


def lines(results):
    """The results as lines of JSON, by name of the runner."""
    import pandas

    frame = pandas.read_parquet(results)
    for line in frame.sort_values("athlete")["result"]:
        print(line)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", nargs="?")
    parser.add_argument("results", nargs="?")
    parser.add_argument("--shakeout", default="shakeout")
    parser.add_argument("--master", default="local[*]")
    parser.add_argument("--tasks", type=int, default=1, help="at least so many tasks")
    parser.add_argument("--runners-per-task", type=int, default=RUNNERS_PER_TASK)
    parser.add_argument("--lines", metavar="RESULTS")
    arguments = parser.parse_args()
    if arguments.lines:
        lines(arguments.lines)
    elif arguments.manifest and arguments.results:
        analyse(arguments)
    else:
        parser.error("give a manifest and a folder of results, or --lines RESULTS")


if __name__ == "__main__":
    sys.exit(main())
