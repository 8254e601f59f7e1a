"""What reaches into Streamlit and other libraries, one test each: should one change, it says what broke and where."""

from __future__ import annotations

import asyncio.base_events
import inspect
import os
import subprocess
import sys
from asyncio import selector_events
from pathlib import Path

import openpyxl
import pptx
import pytest
import streamlit
import uvicorn
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager

from i18n.words import LANGUAGES
from tests.support.house.imports_read import ROOT
from ui.server import shell


def test_asyncio_sets_nodelay_by_the_function_that_the_app_replaces(tmp_path):
    """app.py:_send_without_delay"""
    assert "base_events._set_nodelay" in inspect.getsource(selector_events), "asyncio no longer calls _set_nodelay"
    assert list(inspect.signature(asyncio.base_events._set_nodelay).parameters) == ["sock"]
    code = "import app, asyncio.base_events as b; assert b._set_nodelay is app._send_without_delay"
    environment = os.environ | {"SANJEH_DB": str(tmp_path / "s.duckdb")}
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, env=environment, timeout=120, capture_output=True
    )


def test_streamlit_asks_the_pages_manager_whether_the_folder_of_pages_is_used():
    """app.py: PagesManager.uses_pages_directory"""
    assert hasattr(PagesManager, "uses_pages_directory"), "a deep link would run a page without its frame"
    source = inspect.getsource(sys.modules[PagesManager.__module__])
    assert source.count("uses_pages_directory") > 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_streamlits_page_has_the_places_that_ours_replaces(lang):
    """ui/server/shell.py:index_html"""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    for place in ('<html lang="en">', "<title>Streamlit</title>", 'href="./favicon.png"', "</head>"):
        assert page.count(place) == 1, f"Streamlit's index.html has changed its shape: {place}"
    assert f'<html lang="{lang}" dir="{shell.DIRECTIONS[lang]}">' in shell.index_html(lang)


def test_streamlit_keeps_uploads_by_session():
    """ui/server/uploads.py: file_storage"""
    manager = MemoryUploadedFileManager("/upload")
    assert manager.file_storage == {} and inspect.isfunction(MemoryUploadedFileManager.remove_session_files)


def test_streamlit_keeps_what_it_offers_by_session_and_place():
    """ui/server/uploads.py: the files of downloads"""
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    assert list(manager._files_by_session_and_coord.items()) == [] and dict(manager._file_metadata) == {}
    assert inspect.isfunction(MediaFileManager.remove_orphaned_files)


def test_uvicorn_starts_by_the_method_that_is_replaced_and_has_the_bounds_that_are_set():
    """ui/server/serving.py:keep_within_bounds"""
    assert list(inspect.signature(uvicorn.server.Server.startup).parameters)[:2] == ["self", "sockets"]
    config = uvicorn.Config("app")
    config.load_app = lambda: None
    for name in ("limit_concurrency", "headers", "http"):
        assert hasattr(config, name), f"uvicorn.Config has no {name} any more"


def test_a_sheet_of_openpyxl_keeps_its_cells_by_row_and_column():
    """data/files/parsing/xlsx.py: Worksheet._cells"""
    sheet = openpyxl.Workbook().active
    sheet["D14"] = 3
    assert {place: cell.value for place, cell in sheet._cells.items()} == {(14, 4): 3}


def test_a_workbook_of_openpyxl_has_its_normal_style():
    """reports/office/sheets.py: Workbook._named_styles"""
    assert openpyxl.Workbook()._named_styles["Normal"].font is not None


def test_a_chart_of_python_pptx_gives_its_own_xml():
    """reports/meeting/deck.py: Chart._chartSpace"""
    data = CategoryChartData()
    data.categories, _ = ["a"], data.add_series("b", [1])
    slide = pptx.Presentation().slides.add_slide(pptx.Presentation().slide_layouts[6])
    drawn = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Pt(200), Pt(100), data).chart
    assert drawn._chartSpace.tag.endswith("}chartSpace")
