"""A month with awkward units: long and mixed names, half-spaces, formulas, markup; sixty of them; some without a total,
some that fell. For the papers, which must hold all of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from data.office.months import move
from data.store.store import Store
from tests.support.builders import SMALL_SCHEME, import_rows, small_store
from tests.support.store.prepared import prepared

NAMES = {
    "A01": ("شرکت ملی گاز (IGC) رتبهٔ ۱۳", "National Gas Company (IGC)"),
    "A02": ("می‌شود خانهٔ خانه‌ای", "Zero-width & <b>markup</b>"),
    "A03": ("=HYPERLINK(0)", "+1+1"),
    "A04": (
        "اداره کل هماهنگی امور اقتصادی، بین‌الملل، سرمایه‌گذاری و پیگیری طرح‌های توسعهٔ منطقه‌ای استان",
        "Directorate General for the Coordination of Economic and International Affairs and Regional Development",
    ),
    "A05": ("info@example.ir", "$x^2$ #let _emphasis_ @label"),
}
UNITS = [
    (f"A{number:02d}", "home", "agency", "INF", *NAMES.get(f"A{number:02d}", (f"دستگاه {number}", f"Agency {number}")))
    + ("وزیر محترم" if number % 2 else "", "", "", "")
    for number in range(1, 61)
] + [("G1", "home", "governorate", "", "فرمانداری دره‌شهر", "Darreh Shahr", "", "", "", "")]
MONTHS = {139901: "نتایج فروردین ۱۳۹۹", 139902: "نتایج اردیبهشت ۱۳۹۹"}
SCHEME = SMALL_SCHEME.replace("letter = true", "letter = true", 1)


def rows(month: int) -> list[list]:
    """Everybody's scores: A02 falls from 100 to 25 percent, A59 is incomplete and A60 missing in the second month."""
    found = []
    for number, unit in enumerate(UNITS, 1):
        scores = [number % 7, number % 5, number % 11]
        if unit[0] == "A02":
            scores = [6, 4, 10] if month == 139901 else [2, 1, 2]
        if unit[0] == "A59" and month == 139902:
            scores = [3, None, 4]
        if unit[0] == "A60" and month == 139902:
            continue
        found.append([unit[4], *scores])
    return found


def awkward_store(scheme: str = SCHEME) -> Store:
    """Both months final; the test may change them."""
    return prepared(_filled, scheme)


def _filled(path: Path, scheme: str) -> Store:
    store = small_store(path, scheme, UNITS)
    for month, title in MONTHS.items():
        import_rows(store, rows(month), title, f"{month}.xlsx")
        for state in ("objections", "final"):
            move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    return store
