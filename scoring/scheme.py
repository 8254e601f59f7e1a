"""The scheme of an evaluation: domains, indicators with maximum points, bands. Loaded from TOML, checked, frozen."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scoring.scheme_errors import SchemeError, line_of, toml_error
from scoring.scheme_tables import _NUMBER_LINE, DIGITS, LARGEST_POINTS, SchemeTable

DEFAULT_SCHEME = Path(__file__).parent / "schemes" / "ilam_1399.toml"
RESERVED_DOMAIN_CODES = frozenset(
    "month province_id kind unit_id unit_name_fa unit_name_en".split()
    + "total band is_weak rank ranked_units coverage note".split()
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Domain:
    code: str
    name_fa: str
    name_en: str


@dataclass(frozen=True)
class Indicator:
    code: str
    domain: str
    name_fa: str
    name_en: str
    max_points: float
    not_applicable: bool
    guide_fa: str
    guide_en: str


@dataclass(frozen=True)
class Band:
    """A level of performance; it starts at `lower` (percent, included) and ends where the next one starts."""

    code: str
    name_fa: str
    name_en: str
    lower: float
    weak: bool
    letter: bool


@dataclass(frozen=True)
class Scheme:
    """A version of the method. Bands are in ascending order; indicators in the order of the file. `four_eyes`: a month
    becomes final, and an import is reverted, by another person than whose work it is. `min_evaluated`: the share of a
    kind's listed units that must be evaluated in a month for its share and changes to be told."""

    scheme_id: str
    name_fa: str
    name_en: str
    valid_from: int | None
    manager_points: float
    dead_zone: float
    min_coverage: float
    domains: tuple[Domain, ...]
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    four_eyes: bool = False
    min_evaluated: float = 0.9

    @cached_property
    def indicator_by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def band_by_code(self) -> dict[str, Band]:
        return {band.code: band for band in self.bands}

    @property
    def borders(self) -> tuple[float, ...]:
        """Lower bounds of all bands but the lowest."""
        return tuple(band.lower for band in self.bands[1:])


def load_scheme(path: Path) -> Scheme:
    """Read a scheme file. Raises SchemeError; OSError where it can't be read."""
    return parse_scheme(scheme_text(path.read_bytes()))


def scheme_text(content: bytes) -> str:
    """The text of a scheme file in UTF-8 or UTF-16 (what Notepad calls Unicode), numbers in Latin digits whatever
    digits they were typed in. Raises SchemeError `is_workbook`, `not_utf8`."""
    if content.startswith(_WORKBOOKS):
        raise SchemeError("is_workbook", "toml", "")
    marked = content.startswith(_UTF_16)
    if b"\x00" in content and not marked:
        raise SchemeError("not_utf8", "toml", "")
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise SchemeError("not_utf8", "toml", "") from error
    return _NUMBER_LINE.sub(lambda line: line[1] + line[2].translate(DIGITS), text)


def valid_from(text: str, month: str) -> str:
    """A scheme's text that is valid from a month ('1400-01'). Raises SchemeError `other_month` where it already says
    another one."""
    said = re.search(r"^\s*valid_from\s*=\s*[\"']([^\"']*)[\"']", text, re.MULTILINE)
    if said is None:
        return f'valid_from = "{month}"\n{text}'
    if said[1].translate(DIGITS) != month:
        place = {"line": line_of(text, "valid_from")}
        raise SchemeError("other_month", "valid_from", said[1], place)
    return text


def parse_scheme(text: str) -> Scheme:
    """The scheme in a TOML text. Raises SchemeError, which names the key and its line."""
    try:
        return _scheme(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise toml_error(text, str(error)) from error
    except SchemeError as error:
        error.place = {"line": line_of(text, error.key)}
        raise


def _scheme(content: Mapping[str, Any]) -> Scheme:
    table = SchemeTable(content, "")
    scheme = Scheme(
        scheme_id=table.code("scheme_id"),
        **table.names(table.get("scheme_id")),
        valid_from=table.month("valid_from"),
        manager_points=table.number("manager_points", 10.0, above=0.0),
        dead_zone=table.number("dead_zone", 1.0, least=0.0),
        min_coverage=table.number("min_coverage", 1.0, least=0.0, most=1.0),
        domains=tuple(_domain(item) for item in table.items("domain")),
        indicators=tuple(_indicator(item) for item in table.items("indicator")),
        bands=tuple(_band(item) for item in table.items("band")),
        four_eyes=_four_eyes(table.section("rules")),
        min_evaluated=table.number("min_evaluated", 0.9, least=0.0, most=1.0),
    )
    table.refuse_unknown()
    _check_codes(scheme)
    _check_bands(scheme.bands, [item.content for item in table.items("band")])
    return scheme


def _four_eyes(rules: SchemeTable) -> bool:
    asked = rules.flag("four_eyes", default=False)
    rules.refuse_unknown()
    return asked


def _domain(table: SchemeTable) -> Domain:
    domain = Domain(code=table.code("code"), **table.names(table.get("code")))
    table.refuse_unknown()
    return domain


def _indicator(table: SchemeTable) -> Indicator:
    indicator = Indicator(
        code=table.code("code"),
        domain=table.code("domain"),
        **table.names(table.get("code")),
        max_points=table.number("max_points", above=0.0, most=LARGEST_POINTS),
        not_applicable=table.flag("not_applicable", default=True),
        guide_fa=table.text("guide_fa", ""),
        guide_en=table.text("guide_en", ""),
    )
    table.refuse_unknown()
    return indicator


def _band(table: SchemeTable) -> Band:
    band = Band(
        code=table.code("code"),
        **table.names(table.get("code")),
        lower=table.number("from", least=0.0, most=100.0),
        weak=table.flag("weak", default=False),
        letter=table.flag("letter", default=False),
    )
    table.number("to", default=100.0, least=0.0, most=100.0)
    table.refuse_unknown()
    return band


def _check_codes(scheme: Scheme) -> None:
    for kind in ("domain", "indicator", "band"):
        items = getattr(scheme, f"{kind}s")
        if not items:
            raise SchemeError("missing", kind)
        twice = _first_repeated(item.code.casefold() for item in items)
        if twice is not None:
            raise SchemeError("duplicate_code", f"{kind}[{twice + 1}].code", items[twice].code)
    domains = {domain.code for domain in scheme.domains}
    for number, domain in enumerate(scheme.domains, 1):
        if domain.code in RESERVED_DOMAIN_CODES:
            raise SchemeError("reserved_code", f"domain[{number}].code", domain.code)
    for number, indicator in enumerate(scheme.indicators, 1):
        if indicator.domain not in domains:
            raise SchemeError("unknown_domain", f"indicator[{number}].domain", indicator.domain)
    empty = sorted(domains - {indicator.domain for indicator in scheme.indicators})
    if empty:
        raise SchemeError("empty_domain", "domain", empty[0])


def _check_bands(bands: tuple[Band, ...], written: list[Mapping[str, Any]]) -> None:
    if bands[0].lower != 0:
        raise SchemeError("band_start", "band[1].from", bands[0].lower)
    for number, (below, band) in enumerate(zip(bands, bands[1:], strict=False), 2):
        if band.lower <= below.lower or band.lower >= 100:
            raise SchemeError("band_order", f"band[{number}].from", band.lower)
        if band.weak and not below.weak:
            raise SchemeError("band_weak", f"band[{number}].weak", band.code)
    ends = [*(band.lower for band in bands[1:]), 100.0]
    for number, (content, end) in enumerate(zip(written, ends, strict=True), 1):
        upper = content.get("to", end)
        if upper != end:
            code = "band_overlap" if upper > end else "band_gap"
            raise SchemeError(code, f"band[{number}].to", upper)


def _first_repeated(codes: Iterable[str]) -> int | None:
    seen: set[str] = set()
    for position, code in enumerate(codes):
        if code in seen:
            return position
        seen.add(code)
    return None
