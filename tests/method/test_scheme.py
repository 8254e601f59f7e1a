"""The scheme file: the default one is what was published, and a bad one is refused with the name of its key."""

from __future__ import annotations

import pytest

from scoring.completeness import enough_evaluated
from scoring.scheme import DEFAULT_SCHEME, SchemeError, load_scheme, parse_scheme, scheme_text
from tests.support.builders import SMALL_SCHEME


def test_the_default_scheme_has_twenty_indicators_in_three_domains_worth_a_hundred_points():
    scheme = load_scheme(DEFAULT_SCHEME)
    points = {domain.code: 0.0 for domain in scheme.domains}
    for indicator in scheme.indicators:
        points[indicator.domain] += indicator.max_points
    assert len(scheme.indicators) == 20
    assert points == {"information": 45, "communication": 35, "innovation": 20}
    assert [(band.lower, band.weak, band.letter) for band in scheme.bands] == [
        (0, True, True),
        (30, True, False),
        (50, False, False),
        (70, False, False),
        (85, False, False),
    ]
    assert [item.code for item in scheme.indicators if item.not_applicable] == ["N03"]
    assert all(item.guide_fa and item.guide_en and item.name_fa != item.name_en for item in scheme.indicators)


def test_maxima_may_be_fractional_and_names_may_be_missing():
    text = """scheme_id = "x"
        [[domain]]
        code = "d"
        [[indicator]]
        code = "i"
        domain = "d"
        max_points = 0.1
        [[band]]
        code = "all"
        from = 0"""
    scheme = parse_scheme(text)
    assert scheme.indicators[0].max_points == 0.1
    assert scheme.indicators[0].name_fa == "i"
    assert scheme.indicators[0].not_applicable is True


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("from = 80", "from = 50", "band_order", "band[3].from"),
        ("from = 80", "from = 40", "band_order", "band[3].from"),
        ("from = 0\n", "from = 5\n", "band_start", "band[1].from"),
        ("from = 0\n", "from = 0\nto = 60\n", "band_overlap", "band[1].to"),
        ("from = 0\n", "from = 0\nto = 40\n", "band_gap", "band[1].to"),
        ("from = 80", "from = 80\nweak = true", "band_weak", "band[3].weak"),
        ('code = "N2"', 'code = "N1"', "duplicate_code", "indicator[2].code"),
        ('code = "mid"', 'code = "LOW"', "duplicate_code", "band[2].code"),
        ("max_points = 6", "max_points = 0", "out_of_range", "indicator[1].max_points"),
        ("max_points = 6", "max_points = -1", "out_of_range", "indicator[1].max_points"),
        ("max_points = 6", "max_points = inf", "not_number", "indicator[1].max_points"),
        ("max_points = 6", 'max_points = "6"', "not_number", "indicator[1].max_points"),
        ("max_points = 6", "", "missing", "indicator[1].max_points"),
        ("max_points = 6", "max_points = 6\nweight = 2", "unknown_key", "indicator[1].weight"),
        ('scheme_id = "small"', 'scheme_id = "small"\ncolour = "red"', "unknown_key", "colour"),
        ('scheme_id = "small"', 'scheme_id = "small"\nvalid_from = "1399-13"', "not_month", "valid_from"),
        ('domain = "people"', 'domain = "peopel"', "unknown_domain", "indicator[3].domain"),
        ("not_applicable = false", "not_applicable = 0", "not_flag", "indicator[1].not_applicable"),
        ('scheme_id = "small"', "scheme_id = ", "toml_empty", "scheme_id"),
    ],
)
def test_a_bad_scheme_is_refused_with_the_key(old, new, code, key):
    assert old in SMALL_SCHEME
    with pytest.raises(SchemeError) as refused:
        parse_scheme(SMALL_SCHEME.replace(old, new, 1))
    assert (refused.value.code, refused.value.key) == (code, key)


def test_a_domain_may_not_take_the_name_of_an_export_column():
    with pytest.raises(SchemeError) as refused:
        parse_scheme(SMALL_SCHEME.replace('"people"', '"total"'))
    assert (refused.value.code, refused.value.key) == ("reserved_code", "domain[2].code")


def test_bands_indicators_and_domains_are_all_needed():
    for table in ("domain", "indicator", "band"):
        with pytest.raises(SchemeError) as refused:
            parse_scheme(SMALL_SCHEME.replace(f"[[{table}]]", f"[[no_{table}]]"))
        assert refused.value.code in {"unknown_key", "missing"}


def test_a_scheme_that_is_not_utf8_is_refused_rather_than_stored_with_broken_names():
    with pytest.raises(SchemeError) as refused:
        scheme_text('name_fa = "ارتباطات"'.replace("ی", "ي").encode("cp1256"))
    assert refused.value.code == "not_utf8"
    assert scheme_text("\ufeffa = 1".encode()) == "a = 1"


def test_nine_tenths_must_be_evaluated_unless_a_scheme_says_otherwise():
    head = 'scheme_id = "small"'
    assert load_scheme(DEFAULT_SCHEME).min_evaluated == parse_scheme(SMALL_SCHEME).min_evaluated == 0.9
    assert parse_scheme(SMALL_SCHEME.replace(head, f"{head}\nmin_evaluated = 0.5")).min_evaluated == 0.5
    with pytest.raises(SchemeError) as refused:
        parse_scheme(SMALL_SCHEME.replace(head, f"{head}\nmin_evaluated = 90"))
    assert (refused.value.code, refused.value.key) == ("out_of_range", "min_evaluated")


@pytest.mark.parametrize(
    ("evaluated", "listed", "enough"), [(9, 10, True), (39, 44, False), (40, 44, True), (0, 0, False)]
)
def test_enough_is_judged_on_counts(evaluated, listed, enough):
    assert enough_evaluated(evaluated, listed, parse_scheme(SMALL_SCHEME)) == enough
