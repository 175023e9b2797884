"""Analyses a cohort on Spark: one `shakeout worker` a task, a line of JSON a runner.

    shakeout cohort manifest.csv --requests > requests.jsonl
    python examples/spark/cohort.py requests.jsonl results/ [--master local[2]] [--shakeout PROGRAM] [--tables DIR]
                                                            [--stage DIR]
    shakeout pool results.jsonl

results/ gets one Parquet file a task, with the columns number, athlete, request and result (a line of JSON), and
results.jsonl beside it the results in the order of the requests. A runner whose request is in results/ already is not
asked again. With --tables on a file system that every machine sees, each runner's tables are kept there as well, and a
runner is read again only when the bytes of the files changed. Paths that are URIs (s3://, gs://, hdfs://, file://)
are copied to the folder of --stage on the machine's own disk, a runner at a time, and removed when the runner is done.
"""
import argparse
import heapq
import json
import os
import shutil
import subprocess
import urllib.parse

RUNNERS_PER_TASK = 40
SCHEMA = "number long, athlete string, request string, result string"


def size(path):
    """Bytes of a file or of all files in a folder."""
    if os.path.isdir(path):
        return sum(size(entry.path) for entry in os.scandir(path))
    return os.path.getsize(path) if os.path.exists(path) else 0


def tasks(requests, number):
    """The requests in so many tasks of about equal size: the largest first, each to the smallest task."""
    sized = [(sum(map(size, json.loads(line).get("paths", []))), row, line) for row, line in requests]
    heap = [(0, task) for task in range(number)]
    out = [[] for _ in range(number)]
    for bytes_, row, line in sorted(sized, key=lambda one: (-one[0], one[1])):
        filled, task = heapq.heappop(heap)
        out[task].append((row, line))
        heapq.heappush(heap, (filled + bytes_, task))
    return [task for task in out if task]


def staged(line, folder):
    """The request with a copy on the local disk in place of each URI, and the folder of the copies."""
    request = json.loads(line)
    # The same place at every try: what is kept in --tables is known by it.
    own = os.path.join(folder, urllib.parse.quote(request["athlete"], safe=""))

    def local(name, path):
        if "://" not in path:
            return path
        from pyarrow import fs

        copy = os.path.join(own, name, os.path.basename(path.rstrip("/")))
        store, inside = fs.FileSystem.from_uri(path)
        # The whole folder goes to `copy` itself, a file into its parent.
        os.makedirs(copy if store.get_file_info(inside).type == fs.FileType.Directory else os.path.dirname(copy))
        fs.copy_files(path, copy)
        return copy

    shutil.rmtree(own, ignore_errors=True)
    request["paths"] = [local(f"path-{number}", path) for number, path in enumerate(request.get("paths", []))]
    for name in ("soreness", "profile"):
        if name in request:
            request[name] = local(name, request[name])
    return json.dumps(request), own


def worker_of(command, folder, stage):
    """A function for mapInPandas: each task starts one worker and asks it line by line."""

    def answer(frames):
        import pandas

        # The worker guards itself: a runner that ends its process twice is answered with an error.
        worker = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            for frame in frames:
                rows = []
                for number, request in zip(frame["number"], frame["request"]):
                    line, copies = staged(request, stage) if stage else (request, None)
                    worker.stdin.write(line + "\n")
                    worker.stdin.flush()
                    result = worker.stdout.readline().rstrip("\n")
                    if copies:
                        shutil.rmtree(copies, ignore_errors=True)
                    if not result:
                        raise RuntimeError("the worker ended; Spark tries the task again")
                    rows.append((number, json.loads(request)["athlete"], request, result))
                yield pandas.DataFrame(rows, columns=["number", "athlete", "request", "result"])
        finally:
            worker.stdin.close()
            worker.wait()

    return answer


def analyse(arguments):
    from pyspark.sql import SparkSession

    with open(arguments.requests, encoding="utf-8") as file:
        requests = list(enumerate(file.read().splitlines()))
    builder = SparkSession.builder.master(arguments.master).appName("shakeout")
    # Small steps, so that a task that is lost loses little.
    spark = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", 1).getOrCreate()
    done = set()
    if os.path.isdir(arguments.results):
        kept = spark.read.schema(SCHEMA).parquet(arguments.results).select("request").toLocalIterator()
        done = {row["request"] for row in kept}
    waiting = [(row, line) for row, line in requests if line not in done]
    if waiting:
        number = max(arguments.tasks, -(-len(waiting) // arguments.runners_per_task))
        asked = tasks(waiting, number)
        rows = spark.sparkContext.parallelize(asked, len(asked)).flatMap(lambda task: task)
        frame = spark.createDataFrame(rows, "number long, request string")
        command = [os.path.abspath(arguments.shakeout) if os.sep in arguments.shakeout else arguments.shakeout, "worker"]
        if arguments.tables:
            command += ["--tables", os.path.abspath(arguments.tables)]
        answered = frame.mapInPandas(worker_of(command, os.getcwd(), arguments.stage), SCHEMA)
        answered.write.mode("append").parquet(arguments.results)
    wanted = {line: row for row, line in requests}
    rows = spark.read.schema(SCHEMA).parquet(arguments.results).toLocalIterator()
    results = sorted((wanted[row["request"]], row["result"]) for row in rows if row["request"] in wanted)
    with open(arguments.results.rstrip("/") + ".jsonl", "w", encoding="utf-8") as file:
        file.writelines(result + "\n" for _, result in results)
    spark.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requests", help="the lines of shakeout cohort --requests")
    parser.add_argument("results", help="folder of the results")
    parser.add_argument("--shakeout", default="shakeout", help="the program, on every machine")
    parser.add_argument("--tables", help="folder that every machine sees, for each runner's tables")
    parser.add_argument("--stage", type=os.path.abspath, help="folder for copies of files that are given as URIs")
    parser.add_argument("--master", default="local[*]")
    parser.add_argument("--tasks", type=int, default=1, help="at least so many tasks")
    parser.add_argument("--runners-per-task", type=int, default=RUNNERS_PER_TASK)
    analyse(parser.parse_args())


if __name__ == "__main__":
    main()
