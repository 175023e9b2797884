"""Analyses a cohort on Dask with the same worker: python examples/dask/cohort.py manifest.csv SHAKEOUT > results.jsonl"""
import os
import subprocess
import sys

import dask.bag

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "spark"))
from cohort import requests  # noqa: E402


def answer(lines, program):
    """A partition of requests, answered by one worker."""
    asked = "\n".join(lines) + "\n"
    done = subprocess.run([program, "worker"], input=asked, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    manifest, program = sys.argv[1:3]
    asked = [line for _, line in sorted(requests(manifest))]
    bag = dask.bag.from_sequence(asked, partition_size=40)
    for line in bag.map_partitions(lambda lines: answer(list(lines), program)).compute(scheduler="processes"):
        print(line)
