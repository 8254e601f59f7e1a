"""Letters as Word files: the office's template (or ours) with the figures that a letter was drafted with."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from i18n.sentences import unit_head, unit_of_province
from i18n.words import Words
from reports.office.letter_template import (
    NOTICE,
    PRAISE,
    REQUIRED,
    RETRACTION,
    SIMPLE,
    TABLES,
    WARNING,
    default_template,
)
from reports.plain_text import office_text
from scoring.rounding import judged

TEMPLATE_OF = {"warning": WARNING, "notice": NOTICE, "best": PRAISE, "improved": PRAISE, "retraction": RETRACTION}
MAX_UNZIPPED = 40_000_000
ORDINARY_RIGHTS = 0o100644
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
PROPERTIES = "author comments identifier language subject title".split()  # of the file, which the library fills in too
# What a template may be made of: values, rows of the tables, and choices between them. Nothing is called.
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
)


class TemplateRefused(ValueError):
    """A Word file that can't be a letter: `code` says why, `detail` what in it."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Letter:
    """A letter of the register: its kind, recipient and deadline, whether it was sent (number, day), and its figures
    (`telling.letter_figures.figures`). to_sign: made to be signed, so that nothing says it is a draft."""

    kind: str
    recipient: str
    deadline: str | None
    number: str
    sent_on: str | None
    basis: Mapping[str, Any]
    to_sign: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any], *, to_sign: bool = False) -> Letter:
        """From a row of `letter_register.letters`."""
        texts = {name: row[name] if isinstance(row[name], str) else None for name in ("deadline", "sent_on")}
        basis = json.loads(row["basis"])
        return cls(row["kind"], row["recipient"], number=row["number"], basis=basis, to_sign=to_sign, **texts)


def check_template(content: bytes, kind: str) -> None:
    """Raises TemplateRefused where a file is no letter of the kind: `not_word`, `too_large`, `not_readable` (its
    braces), `unknown_names`, `missing_names`, `not_allowed`, `not_filled` (a letter made of it lacks what it must
    say)."""
    _refuse_archive(content)
    environment = _environment()
    try:
        trees = [environment.parse(source) for source in _sources(content)]
    except TemplateError as error:
        raise TemplateRefused("not_readable", str(error)) from error
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise TemplateRefused("not_word", str(error)) from error
    names: set[str] = set()
    for tree in trees:
        names |= _names(tree)
    unknown = names - {*SIMPLE, *TABLES, "row"}
    if unknown:
        raise TemplateRefused("unknown_names", ", ".join(sorted(unknown)))
    missing = set(REQUIRED[kind]) - names
    if missing:
        raise TemplateRefused("missing_names", ", ".join(sorted(missing)))
    _try(content, kind)


def _sources(content: bytes) -> list[str]:
    """Everything in a Word file that is read for braces: body, heads and feet, footnotes, properties."""
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    parts = [template.get_xml()]
    for kind in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _, part in template.get_headers_footers(kind)]
    notes = [part for part in template.docx.part.package.iter_parts() if part.content_type.endswith("footnotes+xml")]
    parts += [part.blob.decode("utf-8") for part in notes]
    properties = template.docx.core_properties
    texts = [str(getattr(properties, name) or "") for name in PROPERTIES]
    return [*map(template.patch_xml, parts), *texts]


def _try(content: bytes, kind: str) -> None:
    """Fill the letter in once: every required value must come out of it."""
    sample = {name: f"sample-{name}" for name in SIMPLE}
    rows = {name: [{column: f"row-{column}" for column in columns}] for name, columns in TABLES.items()}
    document = DocxTemplate(io.BytesIO(content))
    try:
        document.render(sample | rows, _environment())
    except (TemplateError, TypeError, ValueError) as error:
        raise TemplateRefused("not_readable", str(error)) from error
    target = io.BytesIO()
    document.save(target)
    with zipfile.ZipFile(target) as archive:
        said = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml")).decode()
    lost = [name for name in REQUIRED[kind] if f"sample-{name}" not in said]
    if lost:
        raise TemplateRefused("not_filled", ", ".join(lost))


def _refuse_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNZIPPED:
                raise TemplateRefused("too_large")
            if "word/document.xml" not in archive.namelist() or any("vba" in name for name in archive.namelist()):
                raise TemplateRefused("not_word")
    except zipfile.BadZipFile as error:
        raise TemplateRefused("not_word", str(error)) from error


def _names(tree: nodes.Template) -> set[str]:
    """The names of values that a template uses. Raises TemplateRefused `not_allowed`."""
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED) or (isinstance(node, nodes.Getattr) and not _is_column(node)):
            raise TemplateRefused("not_allowed", getattr(node, "attr", type(node).__name__.lower()))
        if isinstance(node, nodes.For) and not (isinstance(node.iter, nodes.Name) and node.iter.name in TABLES):
            raise TemplateRefused("not_allowed", "for")
    return {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}


def _is_column(node: nodes.Getattr) -> bool:
    """Whether it is the cell of a row («row.points»)."""
    columns = {column for columns in TABLES.values() for column in columns}
    return isinstance(node.node, nodes.Name) and node.node.name == "row" and node.attr in columns


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def letter_docx(letter: Letter, month: int, template: bytes | None, words: Words) -> bytes:
    """The letter as a .docx; template: the office's own of this kind, or None for ours."""
    guided = any(each[f"guide_{words.lang}"] for each in letter.basis.get("gaps", ()))
    content = template or default_template(words.lang, TEMPLATE_OF[letter.kind], guided=guided)
    document = DocxTemplate(io.BytesIO(content))
    document.render(values(letter, month, words), _environment())
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def letter_name(row: Mapping[str, Any], words: Words, *, to_sign: bool = False) -> str:
    """The file name of a letter of the register: its key there, the unit's code, its kind."""
    made_for = "-to-sign" if to_sign else ""
    return f"{row['letter_key']:03d}-{row['unit_id']}-{row['kind']}-{words.lang}{made_for}.docx"


def values(letter: Letter, month: int, words: Words) -> dict[str, Any]:
    """What stands in the place of every name of a template: texts in a language, rows of the tables."""
    basis = letter.basis
    head, unit = unit_head(basis["unit"], words), words.name(basis["unit"])
    if letter.recipient:  # outside, 31 provinces have such an office
        unit = unit_of_province(unit, words.name(basis["province"]), words)
        head = unit_head(basis["unit"] | {f"name_{words.lang}": unit}, words)
    simple = {
        "demo": words("demo.label") if basis["demo"] else "",
        "draft": "" if letter.sent_on or letter.to_sign else words("letter.draft"),
        "number": letter.number or words("letter.blank"),
        "date": words.day(letter.sent_on) if letter.sent_on else words("letter.blank"),
        "attachment": words("letter.no_attachment"),
        "recipient": letter.recipient or head,
        "unit": unit,
        "unit_head": head,
        "province": words.name(basis["province"]),
        "month": words.month(month),
        "total": _total(basis, words),
        "band": words.name(basis["band"]) if basis["band"] else "",
        "rank": words.number(basis["rank"] or 0),
        "ranked": words.number(basis["ranked"]),
        "kind": words(f"kind.{basis['unit']['kind']}.in_text"),
        "reason": _reason(letter, words),
        "in_a_row": _in_a_row(basis["in_a_row"], words),
        "indicators": words.number(basis["indicators"]),
        "domain_count": words.number(basis["domain_count"]),
        "manager_points": words.exact(basis["manager_points"]),
        "deadline": words("letter.until", day=words.day(letter.deadline)) if letter.deadline else "",
        "subject": words(f"letter.subject_{letter.kind}", unit=unit, month=words.month(month)),
    }
    plain = {name: office_text(text) for name, text in (simple | _taken_back(basis, words)).items()}
    rows = {"record": _record(basis, words), "domains": _domains(basis, words), "gaps": _gaps(basis, words)}
    return plain | {
        name: [{key: office_text(text) for key, text in row.items()} for row in found] for name, found in rows.items()
    }


def _total(basis: Mapping, words: Words) -> str:
    return words.total(basis["total"], basis["borders"]) if basis["total"] is not None else ""


def _taken_back(basis: Mapping, words: Words) -> dict[str, str]:
    """What a letter that takes another one back says of it, and what is so instead; empty in every other letter."""
    old = basis.get("retracts")
    if old is None:
        return dict.fromkeys(("old_number", "old_date", "old_total", "old_band", "now"), "")
    said = {"old_number": old["number"], "old_date": words.day(old["sent_on"]), "old_total": _total(old, words)}
    said["old_band"] = words.name(old["band"])
    if basis["total"] is None:
        return said | {"now": words("letter.now_none")}
    return said | {"now": words("letter.now", total=_total(basis, words), band=words.name(basis["band"]))}


def _reason(letter: Letter, words: Words) -> str:
    """Why a unit is thanked."""
    basis = letter.basis
    if letter.kind == "improved":
        slots = {"change": words.number(basis["change"], 1), "base": words.month(basis["base"])}
        return words("letter.why_improved", **slots)
    return words("letter.why_best") if letter.kind == "best" else ""


def _in_a_row(count: int, words: Words) -> str:
    if count < 2:
        return ""  # an earlier month may be open, or on this level long ago
    key = f"letter.row_{count}" if words.has(f"letter.row_{count}") else "letter.row_many"
    return words(key, count=words.number(count))


def _record(basis: Mapping, words: Words) -> list[dict[str, str]]:
    rows = []
    for each in basis["record"]:
        row = {"month": words.month(each["month"]), "total": words(f"status.{each['status']}"), "band": "", "rank": ""}
        if each["total"] is not None:
            rank = words("overview.counts", weak=words.number(each["rank"]), evaluated=words.number(each["ranked"]))
            total = words.total(each["total"], each["borders"])
            row |= {"total": total, "band": words.name(each["band"]), "rank": rank}
        rows.append(row)
    return rows


def _domains(basis: Mapping, words: Words) -> list[dict[str, str]]:
    """A row a domain, and one that adds them up: points unrounded, so that they do."""
    rows = [
        {
            "name": words.name(each),
            "points": words.exact(each["points"]),
            "ceiling": words.exact(each["ceiling"]),
            "percent": words.percent(each["percent"], 1),
        }
        for each in basis["domains"]
    ]
    if not rows:
        return []
    whole = {name: float(judged(math.fsum(each[name] for each in basis["domains"]))) for name in ("points", "ceiling")}
    sums = {name: words.exact(value) for name, value in whole.items()}
    return [
        *rows,
        {"name": words("letter.whole"), **sums, "percent": words("letter.percent", total=_total(basis, words))},
    ]


def _gaps(basis: Mapping, words: Words) -> list[dict[str, str]]:
    return [
        {
            "name": words.name(each),
            "points": words.exact(each["points"]),
            "ceiling": words.exact(each["max_points"]),
            "guide": each[f"guide_{words.lang}"] or words("letter.no_guide"),
        }
        for each in basis["gaps"]
    ]


def letters_zip(
    letters: Iterable[tuple[tuple[str, Letter], bytes | None]],
    month: int,
    words: Words,
    each: Callable[[], None] = lambda: None,
) -> bytes:
    """All letters in one archive; letters: file name and letter, with the office's own template or None. `each` is
    called after every letter."""
    return zipped(((name, letter_docx(one, month, own, words)) for (name, one), own in letters), each)


def zipped(files: Iterable[tuple[str, bytes]], each: Callable[[], None] = lambda: None) -> bytes:
    """Files in one archive, in their order. Whoever unpacks it may hand them on (a web server reads them), and the same
    files make the same archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, FIRST_DAY_OF_ZIP)
            entry.external_attr = ORDINARY_RIGHTS << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
            each()
    return target.getvalue()
