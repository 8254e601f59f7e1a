"""Letters as Word files: the office's template (or ours) with the figures that a letter was drafted with."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from docxtpl import DocxTemplate

from i18n.words import Words
from reports.office.letters.letter_check import new_environment
from reports.office.letters.letter_template import NOTICE, PRAISE, RETRACTION, WARNING, default_template
from reports.office.letters.letter_words import Letter, values

TEMPLATE_OF = {"warning": WARNING, "notice": NOTICE, "best": PRAISE, "improved": PRAISE, "retraction": RETRACTION}
ORDINARY_RIGHTS = 0o100644
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def letter_docx(letter: Letter, month: int, template: bytes | None, words: Words) -> bytes:
    """The letter as a .docx; template: the office's own of this kind, or None for ours."""
    guided = any(each[f"guide_{words.lang}"] for each in letter.basis.get("gaps", ()))
    content = template or default_template(words.lang, TEMPLATE_OF[letter.kind], guided=guided)
    document = DocxTemplate(io.BytesIO(content))
    document.render(values(letter, month, words), new_environment())
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def letter_name(row: Mapping[str, Any], words: Words, *, to_sign: bool = False) -> str:
    """The file name of a letter of the register: its key there, the unit's code, its kind."""
    made_for = "-to-sign" if to_sign else ""
    return f"{row['letter_key']:03d}-{row['unit_id']}-{row['kind']}-{words.lang}{made_for}.docx"


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
