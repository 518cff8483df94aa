"""What is fuzzed, and the contract: only the atlas's own errors come out, soon and in bounds."""

from __future__ import annotations

import resource
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.model import AtlasError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

MOST_SECONDS: Final = 20.0
"""Processor time that one input of some kilobytes may take, tracing included."""

MOST_MEGABYTES: Final = 1_000
"""By how much one input may push up the memory of the process."""

_ROOT: Final = Path(__file__).parents[2]
_OURS: Final = ("geodata", "app", "tests/fuzz")


@dataclass(frozen=True, slots=True)
class Target:
    """One parser under fuzzing.

    Parameters
    ----------
    name : str
        Of the parser.
    attempt : callable
        Gives the parser an input, and asserts what must hold of what it returns.
    seeds : callable
        Returns inputs that are good, to start from.
    shaped : SearchStrategy of bytes
        Inputs that are nearly good, for Hypothesis.
    """

    name: str
    attempt: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    shaped: SearchStrategy[bytes]


@dataclass(frozen=True, slots=True)
class Escape:
    """What came out of a parser that must not; two with equal ``kind`` and ``where`` are one."""

    kind: str
    where: str
    message: str


def escape_of(target: Target, data: bytes) -> Escape | None:
    """Give a parser one input; return what broke the contract."""
    started, memory = time.process_time(), _peak_megabytes()
    try:
        target.attempt(data)
    except AtlasError:
        # Also how an input is refused whose message can't be built.
        pass
    except MemoryError:
        return Escape("MemoryError", "", "asked for more memory than there is")
    except Exception as error:  # noqa: BLE001 - any other error is what is looked for
        return Escape(type(error).__name__, _place(error), str(error)[:200])
    seconds, grown = time.process_time() - started, _peak_megabytes() - memory
    if seconds > MOST_SECONDS:
        return Escape("Slow", target.name, f"{seconds:.0f} s for {len(data):,} bytes")
    if grown > MOST_MEGABYTES:
        return Escape("Large", target.name, f"{grown:.0f} MB for {len(data):,} bytes")
    return None


def _place(error: Exception) -> str:
    """Return the last place in our own code that the error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    names = [
        f"{path.relative_to(_ROOT).as_posix()}:{frame.name}"
        for frame in frames
        if (path := Path(frame.filename)).is_relative_to(_ROOT)
        and path.relative_to(_ROOT).as_posix().startswith(_OURS)
    ]
    return names[-1] if names else "unknown"


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
