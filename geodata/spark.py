"""A Spark session that counts as DuckDB does; an optional extra."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.engine import ENGINE_VARIABLE, EngineError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOPBACK: Final = "127.0.0.1"

_SETTINGS: Final = {
    "spark.app.name": "Afghanistan Incident Atlas",
    "spark.driver.memory": "2g",
    # Days are days: no time zone may move a date, and what overflows is an error.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.pyspark.fallback.enabled": "false",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_LOCAL_SETTINGS: Final = {
    # Nobody else needs to reach the engine.
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    # The default, 200, is meant for clusters.
    "spark.sql.shuffle.partitions": "8",
}


def _check_installed() -> None:
    if find_spec("pyspark") is None:
        raise EngineError(
            f"{ENGINE_VARIABLE} asks for Spark, which is not installed. Install it with "
            "pip install 'afghanistan-incident-atlas[spark]', or unset the variable to use DuckDB."
        )
    java_home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{java_home}/bin" if java_home else None) is None:
        raise EngineError(
            f"{ENGINE_VARIABLE} asks for Spark, which needs Java 17 or newer. Install it (Debian: "
            "apt-get install openjdk-17-jre-headless), or unset the variable to use DuckDB."
        )


def settings(master: str) -> dict[str, str]:
    """Return what a session with that master is started with."""
    log = (Path(__file__).parent / "log4j2.properties").as_uri()
    common = {
        **_SETTINGS,
        "spark.master": master,
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log}",
    }
    return common | _LOCAL_SETTINGS if master.startswith("local") else common


def prepare_environment(master: str) -> None:
    """Make the variables of this process and its warnings fit for a session."""
    if master.startswith("local"):
        # The workers need the packages of this environment.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    elif os.environ.get("SPARK_LOCAL_IP") == LOOPBACK:
        # Pandera sets it when imported; no cluster could answer to that address.
        del os.environ["SPARK_LOCAL_IP"]
    # That the numbers are right with this pandas is what tests/geodata/test_engine.py proves.
    warnings.filterwarnings(
        "ignore", "PySpark does not yet fully support pandas", category=FutureWarning
    )


@cache
def session(master: str) -> SparkSession:
    """Start Spark, or return the session that runs.

    Parameters
    ----------
    master : str
        ``local[*]`` or ``spark://host:port``.

    Raises
    ------
    EngineError
        If Spark or Java is not installed, or no master answers there.
    """
    _check_installed()
    prepare_environment(master)
    # An optional extra, so that it can't be imported above.
    import pyspark  # noqa: PLC0415 - needs Spark
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # noqa: PLC0415 - the same
    from pyspark.errors import PySparkException  # noqa: PLC0415 - the same
    from pyspark.sql import SparkSession  # noqa: PLC0415 - the same

    builder = SparkSession.builder
    for name, value in settings(master).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise EngineError(
            f"Spark can't be started at {master!r}; what it says of it stands above. Check that a "
            f"master runs there, that it is Spark {pyspark.__version__} as here, and that Java is "
            "version 17 or newer."
        ) from error
