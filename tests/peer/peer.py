#!/usr/bin/env python3
"""A second implementation of the method, written from its text alone (docs/method.md), in plain Python.

    python3 tests/peer/peer.py            writes fixtures/golden-method/peer.json
    python3 tests/peer/peer.py --check    fails when that file is not what this program computes

The Rust tests meet that file to 1e-6; so two programs by two routes agree: orthogonal bases there, normal
equations with elimination here.
"""

import csv
import json
import math
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "fixtures/golden-method/peer.json"
CASES = ["help365", "modified365", "null180_mcar20", "short60"]
RANGE, STEP, DELTA = 10.0, 1.0, 0.5


# ---- numbers

def inverse(m):
    """Gauss-Jordan with pivoting; None for a singular matrix."""
    n = len(m)
    a = [row[:] + [float(i == j) for j in range(n)] for i, row in enumerate(m)]
    scale = max(abs(v) for row in m for v in row)
    for c in range(n):
        p = max(range(c, n), key=lambda r: abs(a[r][c]))
        if abs(a[p][c]) < 1e-11 * scale:
            return None
        a[c], a[p] = a[p], a[c]
        d = a[c][c]
        a[c] = [v / d for v in a[c]]
        for r in range(n):
            if r != c and a[r][c] != 0.0:
                f = a[r][c]
                a[r] = [v - f * w for v, w in zip(a[r], a[c])]
    return [row[n:] for row in a]


def times(m, v):
    return [math.fsum(x * y for x, y in zip(row, v)) for row in m]


def dot(a, b):
    return math.fsum(x * y for x, y in zip(a, b))


def gram(columns):
    return [[dot(a, b) for b in columns] for a in columns]


def incomplete_beta(a, b, x):
    """Regularised, by Lentz's continued fraction."""
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    tiny = 1e-300
    f, c, d = 1.0, 1.0, 0.0
    for i in range(400):
        m = i // 2
        if i == 0:
            numerator = 1.0
        elif i % 2 == 0:
            numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1.0 / (1.0 + numerator * d or tiny)
        c = 1.0 + numerator / c or tiny
        f *= c * d
        if abs(1.0 - c * d) < 1e-16:
            break
    return front * (f - 1.0) / a


def t_tail(t, df):
    """P(T > t) for t >= 0."""
    return 0.5 * incomplete_beta(0.5 * df, 0.5, df / (df + t * t))


def t_quantile(p, df):
    low, high = 0.0, 1e4
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if t_tail(middle, df) > 1.0 - p else (low, middle)
    return 0.5 * (low + high)


def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


# ---- the log

def read(case):
    with open(ROOT / "fixtures/golden" / case / "days.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    number = lambda text: float(text) if text else None
    return {
        "kind": [row["kind"] for row in rows],
        "soreness": [number(row["soreness"]) for row in rows],
        "hard": [number(row["hard_load"]) for row in rows],
        "sleep": [number(row["sleep_h"]) for row in rows],
    }


def with_break(log):
    """Thirty days of rest in the middle."""
    log = {key: list(values) for key, values in log.items()}
    for day in range(100, 130):
        log["kind"][day], log["hard"][day] = "rest", 0.0
    return log


def get(values, day):
    return values[day] if 0 <= day < len(values) else None


def last_report(log):
    return max(day for day, value in enumerate(log["soreness"]) if value is not None) + 1


def hard_loads(log):
    positive = [v for v in log["hard"][: last_report(log)] if v]
    unit = statistics.median(positive) if positive else 1.0
    return [None if v is None else v / unit for v in log["hard"]]


def break_days(log):
    kind = log["kind"][: last_report(log)]
    runs = [day for day, one in enumerate(kind) if one in ("easy", "moderate", "hard")]
    gaps = [b - a for a, b in zip(runs, runs[1:])]
    shortest = max(10.0, 4.0 * statistics.median(gaps)) if gaps else 10.0
    inside, first = set(), 0
    for day in range(len(kind) + 1):
        if day == len(kind) or kind[day] != "rest":
            if day - first >= shortest:
                inside.update(range(first, day))
            first = day + 1
    return inside


def rows_of(log, lag):
    """Days that can be compared, with outcome, choice and covariates."""
    s, kind, load = log["soreness"], log["kind"], hard_loads(log)
    pauses = break_days(log)
    first = next(day for day, value in enumerate(s) if value is not None)
    rows = []
    for day in range(max(first, 3), last_report(log)):
        if kind[day] not in ("easy", "rest") or day in pauses:
            continue
        before = [get(load, day - back) for back in (1, 2, 3)]
        outcome = get(s, day + lag)
        if s[day] is None or outcome is None or None in before:
            continue
        previous = next((s[day - b] for b in (1, 2, 3) if s[day - b] is not None), s[day])
        rows.append({
            "day": day, "a": float(kind[day] == "easy"), "y": outcome, "s": s[day],
            "z": [s[day], previous, 0.9 * before[0] + 1.2 * before[1] + 0.6 * before[2], before[0],
                  float(kind[day - 1] == "hard"), float(kind[day - 1] == "easy"), float(day)],
        })
    return rows


# ---- estimates

def standardised(column):
    mean = math.fsum(column) / len(column)
    sd = math.sqrt(math.fsum((v - mean) ** 2 for v in column) / len(column))
    return [(v - mean) / sd for v in column] if sd >= 1e-9 else None


def residual(column, others):
    g = inverse(gram(others))
    beta = times(g, [dot(o, column) for o in others])
    return [v - math.fsum(b * o[i] for b, o in zip(beta, others)) for i, v in enumerate(column)]


def ols(y, a, others):
    """Coefficient of `a` with HC2, classical errors and Bell-McCaffrey degrees of freedom."""
    n = len(y)
    columns = [[1.0] * n] + others + [a]
    g = inverse(gram(columns))
    beta = times(g, [dot(c, y) for c in columns])
    x = list(zip(*columns))
    e = [y[i] - dot(beta, x[i]) for i in range(n)]
    # A weekday with one row fits that row by itself; it has no say in anything.
    h = [min(dot(times(g, x[i]), x[i]), 1.0 - 1e-10) for i in range(n)]
    w = [dot(g[-1], x[i]) for i in range(n)]
    information = 1.0 / g[-1][-1]
    sigma = math.sqrt(dot(e, e) / (n - len(columns)))
    # Satterthwaite: the trace of the matrix G' (I - H) G and of its square, entry by entry.
    weights = [w[i] / math.sqrt(1 - h[i]) for i in range(n)]
    gx = [times(g, x[i]) for i in range(n)]
    trace = math.fsum(weights[i] ** 2 * (1 - h[i]) for i in range(n))
    square = 0.0
    for i in range(n):
        for j in range(i, n):
            entry = weights[i] * weights[j] * (float(i == j) - dot(x[i], gx[j]))
            square += entry * entry * (1.0 if i == j else 2.0)
    return {
        "est": beta[-1], "sigma": sigma, "information": information, "free": n - len(columns),
        "se": math.sqrt(math.fsum(w[i] ** 2 * e[i] ** 2 / (1 - h[i]) for i in range(n))),
        "classic": sigma / math.sqrt(information), "df": trace * trace / square, "h": h, "w": w, "e": e,
    }


def interval(est, se, df):
    reach = t_quantile(0.975, df) * se
    return {"est": est, "se": se, "df": df, "lo": est - reach, "hi": est + reach, "p": 2 * t_tail(abs(est / se), df)}


def weekdays(rows):
    return [[float(row["day"] % 7 == weekday) for row in rows] for weekday in range(7)]


def adjusted(rows, column, extra=()):
    """The headline's estimator, for any column."""
    n = len(rows)
    y = [row["y"] for row in rows]
    z = [standardised([row["z"][place] for row in rows]) for place in range(7)]
    soreness = z[0]
    z += [standardised(list(values)) for values in extra]
    z = [values for values in z if values is not None]
    fit = ols(y, column, z)
    d = [[v - sum(w) / n for v in w] for w in weekdays(rows)]
    columns = [[1.0] * n, column] + z + d
    ridge = [0.0] * (2 + len(z)) + [(fit["sigma"] / (0.04 * RANGE)) ** 2] * 7
    g = gram(columns)
    with_ridge = [[v + (ridge[i] if i == j else 0.0) for j, v in enumerate(row)] for i, row in enumerate(g)]
    unpenalised = inverse(with_ridge)
    corrected = [row[:] for row in with_ridge]
    place = columns.index(soreness)
    # One weekday less and the intercept span them all; a weekday without a row is a column of zeros.
    spanning = [c for c in d if any(c)][:-1]
    others = [c for i, c in enumerate(columns[:-7]) if i != place] + spanning
    left = residual(soreness, others)
    s = [row["s"] for row in rows]
    taken = min(n * STEP * STEP / 12.0 / statistics.pvariance(s), 0.5 * dot(left, left))
    corrected[place][place] -= taken
    inv = inverse(corrected)
    beta = times(inv, [dot(c, y) for c in columns])
    x = list(zip(*columns))
    shift = inv[1][place] * taken * beta[place] / n
    total = 0.0
    for i in range(n):
        score = dot(inv[1], x[i]) * (y[i] - dot(beta, x[i])) + shift
        h = min(0.999, dot(times(unpenalised, x[i]), x[i]))
        total += score * score / (1 - h)
    return interval(beta[1], math.sqrt(total), fit["df"]), fit, z


def later(rows, lag):
    z = [standardised([row["z"][place] for row in rows]) for place in range(7)]
    # One weekday less than have rows: the intercept stands for it.
    z = [values for values in z if values is not None] + [w for w in weekdays(rows) if any(w)][1:]
    fit = ols([row["y"] for row in rows], [row["a"] for row in rows], z)
    scores = [fit["w"][i] * fit["e"][i] / math.sqrt(1 - fit["h"][i]) for i in range(len(rows))]
    total = 0.0
    for i, one in enumerate(rows):
        for j, other in enumerate(rows):
            distance = abs(one["day"] - other["day"])
            if distance <= lag:
                total += (1 - distance / (lag + 1)) * scores[i] * scores[j]
    return interval(fit["est"], max(fit["se"], math.sqrt(max(total, 0.0))), fit["df"])


# ---- what an answer stands on

def partial_r2(a, b, others):
    a, b = residual(a, others), residual(b, others)
    return dot(a, b) ** 2 / (dot(a, a) * dot(b, b))


def bounds(rows, answer, fit, z):
    n = len(rows)
    a, y = [row["a"] for row in rows], [row["y"] for row in rows]
    others = [[1.0] * n] + z[1:]
    r2_a = partial_r2(z[0], a, others)
    r2_y = partial_r2(z[0], y, others + [a])
    a_, y_ = max(0.05, r2_a), max(0.05, r2_y)
    dz, zx = a_ / (1 - a_), a_ ** 2 / (1 - a_) ** 2
    yz = min(1.0, ((1 + math.sqrt(zx)) / math.sqrt(1 - zx)) ** 2 * y_ / (1 - y_))
    shift = fit["classic"] * math.sqrt(fit["free"]) * math.sqrt(yz * dz / (1 - dz))
    f = abs(fit["est"] / fit["classic"]) / math.sqrt(fit["free"])
    critical = t_quantile(0.975, fit["free"] - 1) / math.sqrt(fit["free"] - 1)
    if f <= critical:
        rv = 0.0
    elif f > 1 / critical:
        rv = (f * f - critical * critical) / (1 + f * f)
    else:
        rv = 0.5 * (math.sqrt((f - critical) ** 4 + 4 * (f - critical) ** 2) - (f - critical) ** 2)
    sd = statistics.pstdev(y)
    e_value = lambda effect: (lambda r: r + math.sqrt(r * (r - 1)))(math.exp(0.91 * abs(effect) / sd))
    limit = answer["lo"] if answer["lo"] > 0 else answer["hi"] if answer["hi"] < 0 else 0.0
    return {"hidden_shift": shift, "robustness_value_alpha": rv, "e_value": e_value(answer["est"]),
            "e_value_limit": e_value(limit)}


def odds(answer, shift):
    se = answer["se"] * t_quantile(0.975, answer["df"]) / 1.959963984540054
    squared = se ** 2 + (shift / 2) ** 2
    found = {}
    for name, factor in (("fair", 1.0), ("sceptical", 0.5), ("open", 2.0)):
        v = 1 / (1 / squared + 1 / (factor * 0.05 * RANGE) ** 2)
        m = v * answer["est"] / squared
        helps = normal_cdf((-DELTA - m) / math.sqrt(v))
        hurts = normal_cdf((m - DELTA) / math.sqrt(v))
        found[name] = {"helps": helps, "little": 1 - helps - hurts, "hurts": hurts}
    return found


def classic_t(rows, least, place):
    """t and coefficients of a plain regression; rows are (columns, outcome)."""
    if len(rows) < least:
        return None
    columns = [list(c) for c in zip(*(row[0] for row in rows))]
    y = [row[1] for row in rows]
    g = inverse(gram(columns))
    if g is None:
        return None
    beta = times(g, [dot(c, y) for c in columns])
    e = [y[i] - math.fsum(b * c[i] for b, c in zip(beta, columns)) for i in range(len(y))]
    variance = dot(e, e) / (len(y) - len(columns))
    return beta, lambda w: dot(beta, w) / math.sqrt(variance * dot(times(g, w), w))


def date_tests(log):
    s, load = log["soreness"], hard_loads(log)
    end = last_report(log)
    easy = lambda day: float(log["kind"][day] == "easy")
    same, late = [], []
    days = [d for d in range(3, end) if s[d] is not None and get(s, d - 1) is not None
            and None not in (load[d - 1], load[d - 2], load[d - 3])]
    for d in days:
        if load[d] is not None:
            before = next((s[d - b] for b in (2, 3, 4) if d >= b and s[d - b] is not None), s[d - 1])
            same.append(([1.0, load[d], easy(d), s[d - 1], before, load[d - 1], load[d - 2], load[d - 3],
                          easy(d - 1), d / max(days)], s[d]))
        if d >= 4:
            late.append(([1.0, load[d - 1], load[d - 2], s[d - 1], load[d - 3], easy(d - 1), d / max(days)], s[d]))
    _, t = classic_t(same, 30, 1)
    beta, contrast = classic_t(late, 40, 1)
    return {"same_day_t": t([0, 1] + [0] * 8), "late_t": contrast([0, -1, 1, 0, 0, 0, 0]),
            "late_counts": beta[1] < 0.25 * beta[2]}


def analyse(log):
    rows = rows_of(log, 1)
    answer, fit, z = adjusted(rows, [row["a"] for row in rows])
    found = {"rows": len(rows), "days_in_breaks": len(break_days(log)), "answer": answer}
    found.update(bounds(rows, answer, fit, z))
    found["odds"] = odds(answer, found["hidden_shift"])
    for lag in (2, 3):
        found[f"lag_{lag}"] = later(rows_of(log, lag), lag)
    found["dates"] = date_tests(log)
    # A night of sleep is known on every day of these logs.
    known = [row for row in rows if log["sleep"][row["day"]] is not None]
    sleep = standardised([log["sleep"][row["day"]] for row in known])
    found["sleep"] = adjusted(known, sleep, [[row["a"] for row in known]])[0]
    return found


def main():
    cases = {case: analyse(read(case)) for case in CASES}
    cases["help365_with_break"] = analyse(with_break(read("help365")))
    rounded = json.loads(json.dumps(cases), parse_float=lambda text: float(f"{float(text):.9e}"))
    text = json.dumps(rounded, indent=1) + "\n"
    if "--check" not in sys.argv[1:]:
        OUT.write_text(text, encoding="utf-8")
        return
    written = json.loads(OUT.read_text(encoding="utf-8"))

    def differs(a, b, path):
        if isinstance(a, dict):
            assert a.keys() == b.keys(), path
            for key in a:
                differs(a[key], b[key], f"{path}/{key}")
        elif isinstance(a, float):
            assert abs(a - b) <= 1e-8 * max(1.0, abs(a)), (path, a, b)
        else:
            assert a == b, (path, a, b)

    differs(rounded, written, "")
    print(f"{len(rounded)} cases agree with {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
