"""Make the five demo files again: invented scores, shaped so that the shares of weak units are the published ones.

    python -m data.demo.generate [FOLDER]

The number of units per band and month is fixed (BANDS); which units stand where, their totals within the band and
their points come from one seeded random generator. A unit's indicators scatter around its total and are then nudged by
half points until the total lies inside its band.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data.demo.load import FOLDER, UNITS_FILE
from data.files.workbook import read_book
from data.units.unit_list_files import read_units
from data.units.units import Unit
from scoring.scheme import DEFAULT_SCHEME, Scheme, load_scheme

SEED = 1399
STEP = 0.5
MONTHS = {
    139901: "فروردین ۱۳۹۹",
    139902: "اردیبهشت ۱۳۹۹",
    139903: "خرداد ۱۳۹۹",
    139904: "تیر ۱۳۹۹",
    139905: "مرداد ۱۳۹۹",
}
BANDS = {
    "agency": [(15, 25, 4, 0, 0), (11, 29, 4, 0, 0), (6, 19, 18, 1, 0), (2, 16, 22, 4, 0), (2, 8, 24, 9, 1)],
    "governorate": [(4, 6, 0, 0, 0), (3, 6, 1, 0, 0), (2, 5, 3, 0, 0), (1, 4, 5, 0, 0), (1, 2, 6, 1, 0)],
}
TOTALS_WITHIN = ((18.0, 29.0), (31.0, 49.0), (51.0, 69.0), (71.0, 83.0), (85.6, 88.0))
STUCK_UNIT = "A22"  # the one unit that is very weak three months running
RARE_SHARE = 0.12  # share of units and months with a crisis to answer (N03 applies)
NOT_APPLICABLE = "بدون موضوع"
TITLE = "ارزیابی عملکرد روابط عمومی دستگاه‌های اجرایی و فرمانداری‌های استان ایلام — {month} — دادهٔ نمایشی"
SHEET = "{month}"
HEADERS = ("ردیف", "نام دستگاه / فرمانداری")


def generate(folder: Path) -> None:
    """Write 1399-01.xlsx ... 1399-05.xlsx into a folder."""
    scheme = load_scheme(DEFAULT_SCHEME)
    units = read_units(read_book(UNITS_FILE.name, UNITS_FILE.read_bytes()))
    random = np.random.default_rng(SEED)
    listed = [unit for unit in units if unit.is_listed(max(MONTHS))]
    totals = _totals(listed, random)
    profile = {unit.unit_id: random.normal(0, 0.10, len(scheme.indicators)) for unit in listed}
    for number, month in enumerate(MONTHS):
        rows = [(unit, _points(scheme, totals[unit.unit_id][number], profile[unit.unit_id], random)) for unit in listed]
        _write(folder / f"{month // 100}-{month % 100:02d}.xlsx", MONTHS[month], scheme, rows)


def _totals(units: list[Unit], random: np.random.Generator) -> dict[str, list[float]]:
    """Five totals a unit: ranks drift from month to month, bands hold as many units as BANDS says."""
    totals: dict[str, list[float]] = {unit.unit_id: [] for unit in units}
    for kind, months in BANDS.items():
        members = [unit.unit_id for unit in units if unit.kind == kind]
        standing = dict(zip(members, random.normal(0, 1, len(members)), strict=True))
        for number, sizes in enumerate(months):
            standing = {code: 0.9 * value + random.normal(0, 0.35) for code, value in standing.items()}
            order = _order(standing, totals, number)
            bands = [band for band, size in enumerate(sizes) for _ in range(size)]
            for band in set(bands):
                low, high = TOTALS_WITHIN[band]
                values = sorted(random.uniform(low, high, bands.count(band)))
                for code, value in zip(
                    [c for c, b in zip(order, bands, strict=True) if b == band], values, strict=True
                ):
                    totals[code].append(float(value))
    return totals


def _order(standing: dict[str, float], totals: dict[str, list[float]], number: int) -> list[str]:
    """Weakest first. From the third month on a unit that was very weak twice moves up, but for the stuck one."""
    very_weak = TOTALS_WITHIN[0][1]

    def place(code: str) -> float:
        if code == STUCK_UNIT:
            return -9.0
        twice = number >= 2 and all(total <= very_weak for total in totals[code][number - 2 : number])
        return max(standing[code], 0.0) if twice else standing[code]

    return sorted(standing, key=place)


def _points(scheme: Scheme, total: float, profile: np.ndarray, random: np.random.Generator) -> list[float | None]:
    """Half points per indicator (None: not applicable) whose total lies within half a step of the target."""
    maxima = np.array([item.max_points for item in scheme.indicators])
    applies = np.array([not item.not_applicable or random.random() < RARE_SHARE for item in scheme.indicators])
    share = np.clip(total / 100 + profile + random.normal(0, 0.12, len(maxima)), 0.0, 1.0)
    points = np.round(share * maxima / STEP) * STEP
    ceiling = maxima[applies].sum()
    while abs(gap := total / 100 * ceiling - points[applies].sum()) > STEP / 2:
        step = STEP if gap > 0 else -STEP
        room = applies & (points + step >= 0) & (points + step <= maxima)
        points[random.choice(np.flatnonzero(room))] += step
    return [float(value) if use else None for value, use in zip(points, applies, strict=True)]


def _write(path: Path, month: str, scheme: Scheme, rows: list[tuple[Unit, list[float | None]]]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET.format(month=month)
    sheet.sheet_view.rightToLeft = True
    width = len(HEADERS) + len(scheme.indicators)
    sheet.append([TITLE.format(month=month)])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.append([*HEADERS, *(item.name_fa for item in scheme.indicators)])
    for number, (unit, points) in enumerate(rows, 1):
        sheet.append([number, unit.name_fa, *(NOT_APPLICABLE if value is None else _typed(value) for value in points)])
    _dress(sheet, width)
    book.save(path)


def _typed(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _dress(sheet: Worksheet, width: int) -> None:
    thin = Side(style="thin", color="BFC7CF")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(
                horizontal="right" if cell.column == 2 else "center", readingOrder=2, wrap_text=cell.row == 2
            )
    for cell in sheet[2]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE9F2")
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=13), Alignment(horizontal="center", readingOrder=2)
    sheet.row_dimensions[2].height = 64
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 7, 44
    for column in range(len(HEADERS) + 1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 12
    sheet.freeze_panes = "C3"


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
