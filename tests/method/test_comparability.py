"""No false comparison: what may be compared with what, and that a refusal reaches shares, changes and lines."""

from __future__ import annotations

import pytest

from data.asking import catalogue, stored_counts
from data.asking.chosen import Chosen
from data.registry.schemes import add_scheme
from scoring.comparability import bands_reason, indicator_reason, totals_reason
from scoring.scheme import parse_scheme
from scoring.shifts import base_months, shifts
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, small_store

SMALL = parse_scheme(SMALL_SCHEME)


def changed(old: str, new: str):
    assert old in SMALL_SCHEME
    return parse_scheme(SMALL_SCHEME.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "totals", "bands"),
    [
        ('name_fa = "شمار خبر"', 'name_fa = "تعداد خبر"', None, None),
        ("max_points = 6", 'max_points = 6\nguide_en = "how"', None, None),
        ('name_fa = "میانه"', 'name_fa = "میانی"', None, None),
        ('code = "N2"', 'code = "N9"', "other_indicators", "other_indicators"),
        ("max_points = 6", "max_points = 7", "other_maxima", "other_maxima"),
        ('scheme_id = "small"', 'scheme_id = "small"\nmin_coverage = 0.5', "other_coverage", "other_coverage"),
        ("from = 50", "from = 60", None, "other_bands"),
        ("from = 50", "from = 50\nweak = true", None, "other_bands"),
    ],
)
def test_totals_and_bands_are_comparable_only_under_the_same_rules(old, new, totals, bands):
    other = changed(old, new)
    assert (totals_reason(SMALL, other), bands_reason(SMALL, other)) == (totals, bands)


def test_a_domain_or_an_indicator_may_be_comparable_where_the_total_is_not():
    other = changed("max_points = 6", "max_points = 7")
    assert totals_reason(SMALL, other, "people") is None and totals_reason(SMALL, other, "news") == "other_maxima"
    assert indicator_reason(SMALL, other, "P1") is None and indicator_reason(SMALL, other, "N1") == "other_maxima"
    assert indicator_reason(SMALL, changed('code = "N2"', 'code = "N9"'), "N2") == "other_indicators"


def test_an_indicator_that_moves_to_another_domain_ends_the_comparison_of_these_two_domains_alone():
    moved = changed('code = "N2"\ndomain = "news"', 'code = "N2"\ndomain = "people"')
    assert (totals_reason(SMALL, moved), bands_reason(SMALL, moved)) == (None, None)
    assert [totals_reason(SMALL, moved, domain) for domain in ("news", "people")] == ["other_domain_indicators"] * 2
    assert indicator_reason(SMALL, moved, "N2") is None


def test_a_share_under_other_bands_shows_no_change_and_no_flow_but_itself():
    store = small_store()
    import_rows(store, FULL_ROWS)
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    with store.transaction() as change:
        add_scheme(change, newer.replace("from = 50", "from = 60"), "x")
    import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    counts = stored_counts.month_counts(store, 1, Chosen())
    base = base_months(counts)
    flows = stored_counts.flow_counts(store, 1, base, Chosen())
    table = shifts(counts, flows, catalogue.schemes_by_month(store, 1), base).set_index(["month", "kind"])
    row = table.loc[(139902, "agency")]
    assert (row["weak"], row["evaluated"], row["reason"]) == (2, 3, "other_bands")
    assert (
        row[["decrease_points", "decrease_relative_pct", "left_weak", "fell_weak", "joined_weak", "gone_weak"]]
        .isna()
        .all()
    )
    assert table.loc[(139901, "agency"), "decrease_points"] == 0
