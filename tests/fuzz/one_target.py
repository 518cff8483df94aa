"""One parser under one fuzzer, in a process of its own: nothing that it does harms the others.

``python -m tests.fuzz.one_target TARGET FUZZER SECONDS FOLDER``; what escapes goes to the folder
as it is found, since a fuzzer may end its process at any moment.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
import warnings
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import load_target

if TYPE_CHECKING:
    from tests.fuzz.target import Target

MOST_MEGABYTES: Final = 4_000
"""Of the whole process."""

LONGEST_INPUT: Final = 1 << 17
_LONGEST_ATTEMPT_SECONDS: Final = 120
_BATCH: Final = 25
_SAID_EVERY: Final = 0.5


@dataclass
class Watch:
    """Gives inputs to a parser, counts them and keeps what broke the contract."""

    target: Target
    folder: Path
    executions: int = 0
    _known: set[tuple[str, str]] = field(default_factory=set)
    _said: float = 0.0

    def attempt(self, data: bytes) -> None:
        """Give the parser one input."""
        from tests.fuzz.target import escape_of  # noqa: PLC0415 - imported when it is traced

        # In case the process dies of it.
        (self.folder / "last").write_bytes(data)
        escape = escape_of(self.target, data)
        self.executions += 1
        if time.monotonic() > self._said + _SAID_EVERY:
            self.say()
        if escape is None or (escape.kind, escape.where) in self._known:
            return
        self._known.add((escape.kind, escape.where))
        name = hashlib.sha256(data).hexdigest()[:16]
        (self.folder / f"{name}.input").write_bytes(data)
        told = json.dumps({"target": self.target.name, **asdict(escape), "input": name})
        (self.folder / f"{name}.json").write_text(told, encoding="utf-8")

    def say(self) -> None:
        """Write down how many inputs there were."""
        self._said = time.monotonic()
        (self.folder / "executions").write_text(str(self.executions), encoding="utf-8")


def with_hypothesis(watch: Watch, seconds: float) -> None:
    """Draw inputs that are nearly good, until the time is over."""
    end = time.monotonic() + seconds

    @settings(
        max_examples=_BATCH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(watch.target.shaped)
    def nearly_good(data: bytes) -> None:
        if time.monotonic() < end:
            watch.attempt(data[:LONGEST_INPUT])

    # Other inputs at each run; those that matter are kept.
    number = time.time_ns()
    while time.monotonic() < end:
        number += 1
        seed(number)(nearly_good)()
    watch.say()


def with_atheris(watch: Watch, seconds: float) -> None:
    """Change inputs byte by byte towards code that none has reached; ends the process."""
    import atheris  # noqa: PLC0415 - Linux only

    corpus = watch.folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(watch.target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    options = {
        "max_total_time": max(int(seconds), 1),
        "max_len": LONGEST_INPUT,
        "timeout": _LONGEST_ATTEMPT_SECONDS,
        "rss_limit_mb": MOST_MEGABYTES,
        "artifact_prefix": f"{watch.folder}/",
        "print_final_stats": 1,
    }
    words = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *words, str(corpus)], watch.attempt)
    atheris.Fuzz()


def _target(name: str, *, is_traced: bool) -> Target:
    if not is_traced:
        return load_target(name)
    import atheris  # noqa: PLC0415 - Linux only

    with atheris.instrument_imports(include=["geodata", "app"]):
        return load_target(name)


def main() -> None:
    """Fuzz one parser."""
    name, fuzzer, seconds, folder = sys.argv[1:]
    is_traced = fuzzer == "atheris"
    # What a library warns of is no failure.
    warnings.simplefilter("ignore")
    watch = Watch(_target(name, is_traced=is_traced), Path(folder))
    (with_atheris if is_traced else with_hypothesis)(watch, float(seconds))


if __name__ == "__main__":
    main()
