"""Pictures of the papers of a month: PDFs as they are, office files by LibreOffice where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from data.asking.month_facts import month_facts
from data.office.managers.manager_points import manager_points
from data.store.store import Store
from i18n.words import LANGUAGES, Words
from reports.meeting.deck import deck
from reports.meeting.handout import handout, slide_picture
from reports.meeting.slides import month_slides
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx
from reports.office.month_workbook import month_workbook
from reports.office.points_workbook import PointsOf, points_workbook
from reports.typeset.unit_card import unit_card
from reports.web.page_model import Edition
from reports.web.public_report import public_report
from reports.web.social_card import social_card
from telling.letter_figures import figures
from tests.support.awkward import awkward_store
from tests.support.demo.copies import demo_store

EDITION = Edition(1, "2020-09-20", False, "")
SCALE = 1.5  # pixels a point
MOST_PAGES = {"pptx": 99, "pdf": 99}  # of a workbook three
DECIDED = [
    {"text": "بازدید از واحدهای بسیار ضعیف", "who": "مدیرکل", "until": "2020-09-01", "standing": "overdue"},
    {"text": f"Visit {'every office of the province ' * 6}", "who": "A" * 100, "until": None, "standing": "open"},
]


def paper_pictures(folder: Path) -> None:
    """Every paper of the demo's last month, and of a month with awkward names that is incomplete, in both languages."""
    demo = demo_store()
    awkward = awkward_store()
    for name, store, month, unit in (("demo", demo, 139905, "A22"), ("awkward", awkward, 139902, "A04")):
        facts = month_facts(store, 1, month)
        for lang in LANGUAGES:
            for paper, kind, content in _papers(store, facts, unit, lang):
                for number, picture in enumerate(_drawn(content, kind), 1):
                    (folder / f"{paper}-{name}-{lang}-{number}.png").write_bytes(picture)
        for path, content in public_report(facts, EDITION).items():
            target = folder / f"report-{name}" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        store.close()


def _papers(store: Store, facts, unit: str, lang: str) -> Iterator[tuple[str, str, bytes]]:
    words = Words(lang)
    for kind in ("warning", "notice", "best", "improved"):
        recipient = "وزیر محترم" if kind == "warning" else ""
        letter = Letter(kind, recipient, "2020-10-06", "", None, figures(facts, unit) | _risen(facts, unit))
        yield f"letter-{kind}", "docx", letter_docx(letter, facts.month, None, words)
    yield "card", "pdf", unit_card(facts, unit, words)
    yield "workbook", "xlsx", month_workbook(facts, words)
    units, held, counted = manager_points(store, 1, facts.month)
    fences = {kind: facts.borders(kind) for kind in facts.kinds}
    about = PointsOf(facts.name_fa, facts.name_en, facts.month, facts.state, facts.scheme, fences, facts.demo)
    yield "points", "xlsx", points_workbook((units, held, counted), about, words)
    yield "picture", "png", social_card(facts, EDITION, words)
    slides = month_slides(facts, DECIDED, words)
    yield "deck", "pptx", deck(facts, slides, words)
    yield "handout", "pdf", handout(facts, slides, words)
    for slide in slides:
        yield f"slide-{slide.code}", "png", slide_picture(facts, slide, words)


def _risen(facts, unit: str) -> dict:
    """A change for the letter that thanks for one, whatever the unit's was."""
    own = facts.league.set_index("unit_id").loc[unit]
    return {"base": facts.base[own["kind"]], "change": abs(float(own["change"]))}


def _drawn(content: bytes, kind: str) -> list[bytes]:
    """A file as pictures, its first pages; nothing where an office file can't be drawn."""
    if kind == "png":
        return [content]
    pdf = content if kind == "pdf" else _as_pdf(content, kind)
    if pdf is None:
        return []
    pages = list(pypdfium2.PdfDocument(pdf))[: MOST_PAGES.get(kind, 3)]
    return [_png(page) for page in pages]


def _png(page: pypdfium2.PdfPage) -> bytes:
    target = io.BytesIO()
    page.render(scale=SCALE).to_pil().save(target, "PNG")
    return target.getvalue()


def _as_pdf(content: bytes, kind: str) -> bytes | None:
    office = shutil.which("soffice")
    if not office:
        return None
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"paper.{kind}"
        path.write_bytes(content)
        home = f"-env:UserInstallation=file://{place}/office"
        command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", place, path]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return path.with_suffix(".pdf").read_bytes()
