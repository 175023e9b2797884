"""DuckDB: minutes in zones and mean load by class of run, straight from the Parquet file.

python where_time_goes.py shakeout-report
"""

import sys
from pathlib import Path

import duckdb

activities = str(Path(sys.argv[1]) / "activities.parquet")

rows = duckdb.execute(
    """
    SELECT class,
           count(*)                      AS runs,
           count(load)                   AS with_load,
           round(avg(load), 1)           AS load_mean,
           round(sum(z1_min) / sum(z1_min + z2_min + z3_min), 3) AS zone1_share,
           round(avg(descent_m), 0)      AS descent_mean_m
    FROM read_parquet(?)
    WHERE sport = 'running'
    GROUP BY class
    ORDER BY load_mean
    """,
    [activities],
)
names = [column[0] for column in rows.description]
table = rows.fetchall()
print(*names, sep="\t")
for row in table:
    print(*row, sep="\t")

by_class = {row[0]: dict(zip(names, row)) for row in table}
total = duckdb.execute("SELECT count(*) FROM read_parquet(?) WHERE sport = 'running'", [activities]).fetchone()[0]
assert sum(row["runs"] for row in by_class.values()) == total, "every run has a class"
assert by_class["hard"]["load_mean"] > by_class["easy"]["load_mean"], "hard runs cost more"
assert by_class["easy"]["zone1_share"] > by_class["hard"]["zone1_share"], "easy runs are easier"
