"""pandas: load, distance and share of easy minutes, week by week.

python weekly_load.py shakeout-report
"""

import sys
from pathlib import Path

import pandas as pd

days = pd.read_parquet(Path(sys.argv[1]) / "days.parquet")
days["date"] = pd.to_datetime(days["date"])

# A sum with a missing day would be too small: such a week has no load rather than a wrong one.
weeks = days.resample("W-SUN", on="date")
table = pd.DataFrame(
    {
        "load": weeks["load"].apply(lambda load: load.sum(skipna=False)),
        "distance_km": weeks["distance_m"].apply(lambda metres: metres.sum(skipna=False) / 1000),
        "easy_share": weeks["easy_min"].sum(min_count=1) / weeks["run_min"].sum(min_count=1),
        "soreness_mean": weeks["soreness"].mean(),
    }
)
print(table.round(2).to_string())

assert len(table) >= len(days) // 7, "a row a week"
assert table["easy_share"].dropna().between(0, 1).all(), "a share lies between 0 and 1"
whole = table["load"].dropna()
assert len(whole) > 0 and (whole >= 0).all(), "there are weeks of known load"
