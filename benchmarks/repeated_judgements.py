"""Do repeated judgements of one coder belong in the numbers? On stances that people and runs of a model judged.

    python benchmarks/repeated_judgements.py path/to/issuepositions

The folder holds the stances of eight people and the four runs of a language model on sentences of newspapers (van
Atteveldt's issuepositions, MIT). Each row of the joined table is a unit on a topic, judged left, neutral or right. Told
are

- the nominal alpha over people and runs, per topic, beside the one that was published;
- how many balances of a party on a topic are those that the rules give when they are written out slowly (the mean over
  coders of the mean over a coder's occasions), where the model's runs are kept as occasions of one coder, and where all
  but the first were dropped, as somebody would do whose program refuses them;
- how far the model agrees with itself.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import polars as pl

import idealtypes as it

PLACES = {"L": -1.0, "N": 0.0, "R": 1.0}
MODEL, NEAR = "GPT", 1e-9
SCHEME = """format: 1
id: stances
title: Stances
theory: march_olsen
aspects: [{id: stance, title: Stance, axis: formality}]
codes:
  - {id: L, title: Left, place: {aspect: stance, position: -1}}
  - {id: N, title: Neutral, place: {aspect: stance, position: 0}}
  - {id: R, title: Right, place: {aspect: stance, position: 1}}
"""
STUDY = "format: 1\ntitle: Stances\nscheme: scheme.yaml\nstatements: statements.csv\ncodings: codings.csv\n"


def judgements(folder: Path) -> pl.DataFrame:
    """`statement`, `source`, `case`, `topic`, `coder`, `occasion`, `code`: the files joined on all shared columns."""
    stances = pl.read_csv(next(folder.glob("stances_*.csv")))
    runs = pl.read_csv(next(folder.glob("coded_units_gpt_*.csv")), infer_schema_length=None)
    people = stances.filter(pl.col("coder") != "NA").pivot(
        "coder", index=["unit_id", "topic"], values="stance", aggregate_function="first"
    )
    shared = [name for name in people.columns if name in runs.columns]
    both = people.join(runs, on=shared, how="inner", nulls_equal=True)
    coders = [name for name in both.columns if name in people.columns[2:] or name.startswith(f"{MODEL}-")]
    long = both.unpivot(
        coders, index=["unit_id", "topic"], variable_name="who", value_name="code"
    ).drop_nulls()
    party = pl.col("unit_id").str.extract(r"^.*?-\d+-(.*)$")
    model = pl.col("who").str.starts_with(f"{MODEL}-")
    return long.select(
        pl.concat_str("unit_id", pl.lit("/"), "topic").alias("statement"),
        pl.col("unit_id").str.extract(r"^(.*?)-\d+-").alias("source"),
        pl.concat_str(party, pl.lit(" on "), "topic").alias("case"),
        "topic",
        pl.when(model).then(pl.lit(MODEL)).otherwise("who").alias("coder"),
        pl.when(model)
        .then(pl.col("who").str.strip_prefix(f"{MODEL}-"))
        .otherwise(pl.lit(""))
        .alias("occasion"),
        "code",
    )


def study(rows: pl.DataFrame, folder: Path) -> it.Study:
    """A study of these judgements."""
    folder.mkdir()
    (folder / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    ids = rows.select(id="statement", source="source", case="case").unique(maintain_order=True)
    ids.with_columns(text=pl.lit("")).write_csv(folder / "statements.csv")
    rows.select("statement", "code", "coder", "occasion").write_csv(folder / "codings.csv")
    return it.read_study(folder)


def written_out(rows: pl.DataFrame) -> dict[str, float]:
    """Case → balance by the definition, in plain Python."""
    judged: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for case, statement, coder, code in rows.select("case", "statement", "coder", "code").iter_rows():
        judged[case][statement][coder].append(PLACES[code])
    found = {}
    for case, statements in judged.items():
        means = [
            sum(sum(own) / len(own) for own in coders.values()) / len(coders)
            for coders in statements.values()
        ]
        found[case] = sum(means) / len(means)
    return found


def met(rows: pl.DataFrame, expected: dict[str, float]) -> int:
    """How many balances of a profile are those."""
    profile = it.profile(rows.drop("topic"), it.read_scheme(_scheme()), draws=100)
    balances = dict(zip(profile.cases, profile.balance[:, 0], strict=True))
    return sum(abs(balances[case] - balance) < NEAR for case, balance in expected.items())


def _scheme() -> Path:
    file = Path(tempfile.mkdtemp()) / "scheme.yaml"
    file.write_text(SCHEME, encoding="utf-8")
    return file


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    rows = judgements(folder)
    report = next(folder.glob("topic_report_*.md")).read_text(encoding="utf-8")
    published = dict(re.findall(r"## Topic: (\w+).*?α score: ([\d.]+)", report, re.DOTALL))
    published["all"] = re.search(r"of \*\*([\d.]+)\*\*", report)[1]
    apart = rows.with_columns(
        coder=pl.concat_str("coder", pl.lit(" "), "occasion").str.strip_chars(), occasion=pl.lit("")
    )
    with tempfile.TemporaryDirectory() as made:
        for topic in ("all", *sorted(published.keys() - {"all", "Education"})):
            these = apart if topic == "all" else apart.filter(pl.col("topic") == topic)
            alpha = it.agreement(study(these, Path(made) / topic)).overall.value
            print(f"alpha {topic:<12} {alpha:.4f}  published {float(published[topic]):.4f}")
        own = it.agreement(study(rows, Path(made) / "occasions")).occasions
        for one in own:
            print(f"{one.id} with itself {one.value:.4f} on {one.units} units, {one.coders} runs")
    expected = written_out(rows)
    again = rows.filter(pl.len().over("statement", "coder") > 1)
    print(f"{again.height} judgements of {rows.height} stand beside others of the same coder")
    first = rows.unique(["statement", "coder"], keep="first", maintain_order=True)
    print(f"balances met with judgements kept: {met(rows, expected)} of {len(expected)}")
    print(f"with all but the first dropped:    {met(first, expected)} of {len(expected)}")


if __name__ == "__main__":
    main()
