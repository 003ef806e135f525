"""The same codings in every kind of dataframe that the tally runs on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any

import polars as pl
import pytest

from ..examples import LONG


def _pandas(rows: pl.DataFrame) -> Any:
    import pandas as pd

    return pd.DataFrame(rows.to_dict(as_series=False))


def _duckdb(rows: pl.DataFrame) -> Any:
    import duckdb

    return duckdb.from_arrow(rows.to_arrow())


def _dask(rows: pl.DataFrame) -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(_pandas(rows), npartitions=2)


def _sqlframe(rows: pl.DataFrame) -> Any:
    session, connection = sqlframe()
    name = f"codings{next(NUMBER)}"
    connection.register("given", rows.to_arrow())
    connection.execute(f"create table {name} as select * from given")
    return session.sql(f"select * from {name}")


@cache
def sqlframe() -> Any:
    """SQLFrame has one session a process; its connection, too."""
    import duckdb
    from sqlframe.duckdb import DuckDBSession

    connection = duckdb.connect()
    return DuckDBSession(conn=connection), connection


def _ibis(rows: pl.DataFrame) -> Any:
    import ibis

    return ibis.memtable(rows.to_arrow())


def _spark(rows: pl.DataFrame) -> Any:
    return spark().createDataFrame(rows.rows(), rows.columns)


def spark() -> Any:
    """One session for all tests of a process; Java is the system's, as Spark needs modules that small ones lack."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.fail(
            "PySpark needs Java 17 or later: on Debian or Ubuntu, apt install openjdk-17-jre-headless"
        )
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.log.level": "ERROR",
        # A few rows: what Spark would compile for many, it interprets, and Java compiles lightly.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
    builder = SparkSession.builder.master("local[1]").appName("idealtypes")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


NUMBER = count()
FRAMES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda rows: rows,
    "polars, lazy": lambda rows: rows.lazy(),
    "pandas": _pandas,
    "pyarrow": lambda rows: rows.to_arrow(),
    "DuckDB": _duckdb,
    "Dask": _dask,
    "SQLFrame": _sqlframe,
    "Ibis": _ibis,
    "PySpark": _spark,
}
ELSEWHERE = ("DuckDB", "Dask", "SQLFrame", "Ibis", "PySpark")
# These take seconds to plan what they then do in none: in each run PySpark stands for them, in `make long` all run.
SLOW = ("SQLFrame", "PySpark") if LONG else ("Dask", "SQLFrame", "PySpark")
if not LONG:
    for name in ("Dask", "SQLFrame"):
        del FRAMES[name]
