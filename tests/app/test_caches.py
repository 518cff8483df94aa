"""What the program keeps is bounded: no reader can fill the memory by choosing filters."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from streamlit.byte_util import config_max_cache_data_size_to_bytes

from app.settings import SETTINGS

ROOT: Final = Path(__file__).parents[2]
FILES: Final = sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("geodata/**/*.py")])
OF_STREAMLIT: Final = {"cache_data", "cache_resource"}
KINDS: Final = {*OF_STREAMLIT, "lru_cache", "cache"}
# What is kept without a bound, since it is only ever asked for so many things.
FEW: Final = {
    "app/security.py security_headers": "a page or a frame",
    "app/theme.py seen_in_the_dark": "colours of groups and classes, on two grounds",
    "app/theme.py style_sheet": "two grounds",
    "geodata/engine.py _spark": "the address of Spark, which is set for the process",
    "geodata/export/lettering.py _fonts": "bold or not",
    "geodata/export/web/page.py _file": "files of the package",
    "geodata/language.py _words": "three languages",
    "geodata/provinces.py _layer": "files of the package",
    "geodata/provinces.py _provinces": "full or simplified",
    "geodata/provinces.py neighbours_of": "34 provinces",
    "geodata/spark.py session": "the address of Spark, which is set for the process",
    "geodata/synth/columns.py day_texts": "two suffixes",
}


@dataclass(frozen=True, slots=True)
class Cache:
    """A function whose results are kept."""

    name: str
    parameters: int
    kind: str
    options: frozenset[str]
    is_unlimited: bool

    @property
    def is_bounded(self) -> bool:
        bound = "max_entries" if self.kind in OF_STREAMLIT else "maxsize"
        # By itself lru_cache keeps 128.
        return bound in self.options or (self.kind == "lru_cache" and not self.is_unlimited)


def caches_in(source: str, file: str) -> list[Cache]:
    """Find the functions of a file whose results are kept."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        every = ast.walk(node.args)
        parameters = sum(isinstance(part, ast.arg) and part.arg != "self" for part in every)
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            kind = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if kind not in KINDS:
                continue
            words = decorator.keywords if isinstance(decorator, ast.Call) else []
            options = frozenset(
                str(word.arg) for word in words if ast.unparse(word.value) != "None"
            )
            is_unlimited = any(ast.unparse(word.value) == "None" for word in words)
            found.append(Cache(f"{file} {node.name}", parameters, kind, options, is_unlimited))
    return found


@pytest.fixture(scope="module")
def caches() -> list[Cache]:
    return [
        cache
        for file in FILES
        for cache in caches_in(file.read_text(encoding="utf-8"), str(file.relative_to(ROOT)))
    ]


def test_every_cache_with_parameters_is_bounded(caches: list[Cache]) -> None:
    assert len(caches) > 50
    unbounded = {cache.name for cache in caches if cache.parameters and not cache.is_bounded}
    assert unbounded == set(FEW)


@pytest.mark.parametrize(
    ("decorator", "is_bounded"),
    [
        ("@st.cache_data", False),
        ("@st.cache_data(show_spinner=False)", False),
        ("@st.cache_data(max_entries=None)", False),
        ("@st.cache_resource(max_entries=4)", True),
        ("@functools.cache", False),
        ("@lru_cache(maxsize=None)", False),
        ("@lru_cache(maxsize=8)", True),
        ("@lru_cache", True),
    ],
)
def test_a_cache_without_a_bound_is_found(decorator: str, is_bounded: bool) -> None:  # noqa: FBT001 - a value of the table
    (cache,) = caches_in(f"{decorator}\ndef results(filters): ...\n", "some.py")
    assert cache.parameters == 1
    assert cache.is_bounded == is_bounded


def test_the_results_of_all_pages_together_are_bounded_in_bytes() -> None:
    kept = config_max_cache_data_size_to_bytes(SETTINGS["server.maxCacheDataSize"])
    assert kept == 256 * 2**20
