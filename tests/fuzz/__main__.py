"""Fuzz every parser for a bounded time and print what came of it.

``make fuzz``, or ``python -m tests.fuzz --seconds 600 --only dates xlsx``. The exit code is 1 if
something escaped; the inputs are then in ``test-results/fuzz``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tests.fuzz.targets import MODULES

FOLDER: Final = Path(__file__).parents[2] / "test-results" / "fuzz"
_SHARES: Final = {"atheris": 0.6, "hypothesis": 0.4}
_ATHERIS_ONLY: Final = ("crash-*", "oom-*", "timeout-*", "leak-*")
# Imports, and the last input.
_GRACE_SECONDS: Final = 240.0


@dataclass(frozen=True)
class Outcome:
    """What one fuzzer found out about one parser."""

    target: str
    fuzzer: str
    executions: int
    seconds: float
    escapes: list[dict[str, str]]


def fuzzers() -> dict[str, float]:
    """Return the fuzzers that there are, with their share of the time."""
    if find_spec("atheris") is None:
        return {"hypothesis": 1.0}
    return dict(_SHARES)


def fuzz(job: tuple[str, str], seconds: float, folder: Path = FOLDER) -> Outcome:
    """Run one fuzzer on one parser."""
    target, fuzzer = job
    own = folder / f"{target}-{fuzzer}"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.fuzz.one_target", target, fuzzer, f"{seconds}", own]
    started = time.monotonic()
    with (own / "log").open("w", encoding="utf-8") as log:
        try:
            ended = subprocess.run(  # noqa: S603 - this very interpreter
                command, check=False, stdout=log, stderr=log, timeout=seconds + _GRACE_SECONDS
            ).returncode
        except subprocess.TimeoutExpired:
            ended = -1
    escapes = [json.loads(path.read_text(encoding="utf-8")) for path in own.glob("*.json")]
    killers = [path for pattern in _ATHERIS_ONLY for path in own.glob(pattern)]
    if ended != 0 and not escapes:
        how = killers[0].name.partition("-")[0] if killers else "ended"
        told = f"the process ended with {ended}; its last input is {own.name}/last"
        escapes.append({"target": target, "kind": how, "where": "", "message": told})
    counted = own / "executions"
    executions = int(counted.read_text(encoding="utf-8")) if counted.exists() else 0
    return Outcome(target, fuzzer, executions, time.monotonic() - started, escapes)


def main() -> int:
    """Fuzz all parsers, two at a time, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="in all, on all processors")
    parser.add_argument("--only", nargs="+", choices=MODULES, default=list(MODULES))
    chosen = parser.parse_args()
    workers = max(os.cpu_count() or 1, 1)
    each = chosen.seconds * workers / len(chosen.only)
    shares = fuzzers()
    found = []
    print(f"{'parser':<12} {'fuzzer':<12} {'inputs':>9} {'seconds':>8}  what escaped", flush=True)
    with ThreadPoolExecutor(workers) as pool:
        for fuzzer, share in shares.items():
            jobs = [(target, fuzzer) for target in chosen.only]
            for outcome in pool.map(partial(fuzz, seconds=each * share), jobs):
                found += outcome.escapes
                print(
                    f"{outcome.target:<12} {outcome.fuzzer:<12} {outcome.executions:>9,} "
                    f"{outcome.seconds:>8.0f}  {len(outcome.escapes) or 'nothing'}",
                    flush=True,
                )
    for escape in found:
        print(json.dumps(escape, ensure_ascii=False))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
