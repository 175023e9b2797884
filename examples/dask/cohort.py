"""Analyses a cohort on Dask with the same worker.

    shakeout cohort manifest.csv --requests > requests.jsonl
    python examples/dask/cohort.py requests.jsonl SHAKEOUT > results.jsonl && shakeout pool results.jsonl
"""
import subprocess
import sys

import dask.bag


def answer(lines, program):
    """A partition of requests, answered by one worker."""
    asked = "".join(line + "\n" for line in lines)
    done = subprocess.run([program, "worker"], input=asked, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    requests, program = sys.argv[1:3]
    with open(requests, encoding="utf-8") as file:
        asked = file.read().splitlines()
    # A bag keeps the order of its partitions, and a worker that of its lines.
    bag = dask.bag.from_sequence(asked, partition_size=40)
    for line in bag.map_partitions(answer, program).compute(scheduler="processes"):
        print(line)
