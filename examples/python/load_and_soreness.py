"""polars: how sore the morning after was, by how much load the day had.

This is a raw comparison: it shows what followed, not what a run does. Who is sore rests, and what
the day before brought is not taken into account. The answer that is adjusted for both stands in
summary.json.

python load_and_soreness.py shakeout-report
"""

import sys
from pathlib import Path

import polars as pl

days = pl.read_parquet(Path(sys.argv[1]) / "days.parquet")

# days has a row for every local day, so the next row is the next morning.
assert days["date"].diff().drop_nulls().dt.total_days().eq(1).all(), "no day is left out"

table = (
    days.with_columns(next_morning=pl.col("soreness").shift(-1))
    .filter(pl.col("load").is_not_null() & pl.col("next_morning").is_not_null())
    .with_columns(
        load_of_day=pl.when(pl.col("load") == 0)
        .then(pl.lit("none"))
        .when(pl.col("load") < pl.col("load").filter(pl.col("load") > 0).median())
        .then(pl.lit("below the median"))
        .otherwise(pl.lit("above the median"))
    )
    .group_by("load_of_day")
    .agg(days=pl.len(), next_morning=pl.col("next_morning").mean())
    .sort("days")
)
print(table)

assert table["days"].sum() > 100, "most mornings were reported"
low, high = days["soreness_scale_low"][0], days["soreness_scale_high"][0]
assert table["next_morning"].is_between(low, high).all(), "a mean lies on the scale"
