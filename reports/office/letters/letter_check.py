"""Is a Word file a letter? Everything that is asked of a template before it is used."""

from __future__ import annotations

import io
import zipfile

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from reports.office.letters.letter_template import REQUIRED, SIMPLE, TABLES

MAX_UNZIPPED = 40_000_000
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


def check_template(content: bytes, kind: str) -> None:
    """Raises TemplateRefused where a file is no letter of the kind: `not_word`, `too_large`, `not_readable` (its
    braces), `unknown_names`, `missing_names`, `not_allowed`, `not_filled` (a letter made of it lacks what it must
    say)."""
    _refuse_archive(content)
    environment = new_environment()
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
        document.render(sample | rows, new_environment())
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


def new_environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
