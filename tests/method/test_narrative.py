"""The month in sentences: what is said of which numbers, for none, one and several, and what is left out."""

from __future__ import annotations

from datetime import date

import pytest

from data.asking.month_facts import month_facts
from data.demo.load import MONTH_FILES
from data.office.months import move
from data.registry.schemes import add_scheme
from i18n.figure_sentences import narrative_sentence
from i18n.words import Words
from telling.narrative import narrative
from tests.support import oracle
from tests.support.awkward import awkward_store
from tests.support.builders import SMALL_SCHEME, import_rows, small_store
from tests.support.demo.by_hand import oracle_results
from tests.support.demo.copies import demo_store
from tests.support.papers.reading_back import plain

SECOND = "نتایج اردیبهشت ۱۳۹۹"
NAMES = "یک دو سه چهار پنج شش".split()
AGENCIES = [
    (f"A{number}", "home", "agency", "INF", f"دستگاه {name}", f"Agency {number}", "", "", "", "")
    for number, name in enumerate(NAMES, 1)
]


def rows(*totals: int) -> list[list]:
    """A row an agency, with a total that is a multiple of five."""
    return [
        [unit[4], min(total // 5, 6), min(max(total // 5 - 6, 0), 4), max(total // 5 - 10, 0)]
        for unit, total in zip(AGENCIES, totals, strict=False)
    ]


def story(*months: list[list], scheme: str = "", units: list = AGENCIES) -> dict[str, str]:
    """code -> sentence (English, plain) of the last of one or two months; fa:code -> the Persian one."""
    store = small_store(units=units)
    import_rows(store, months[0])
    if len(months) > 1:
        if scheme:
            with store.transaction() as change:
                add_scheme(change, scheme, "x")
        import_rows(store, months[1], SECOND, "2.xlsx")
    for month in (139901, 139902)[: len(months)]:
        for state in ("objections", "final"):
            move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    told = narrative(month_facts(store, 1, 139901 if len(months) == 1 else 139902))
    english = {fact.code: plain(narrative_sentence(fact, Words("en"))) for fact in told}
    return english | {f"fa:{fact.code}": plain(narrative_sentence(fact, Words("fa"))) for fact in told}


def test_a_name_that_ends_in_a_full_stop_ends_its_sentence_with_one():
    units = [(*unit[:5], f"{unit[5]} Co.", *unit[6:]) for unit in AGENCIES]
    assert story(rows(90, 60, 60, 60, 60, 60), units=units)["best"].endswith(": Agency 1 Co.")


@pytest.mark.parametrize(
    ("totals", "sentence", "persian"),
    [
        ((60, 60, 60, 60, 60, 60), "None of the 6 evaluated agencies is weak.", "هیچ‌یک از 6 واحد"),
        (
            (40, 60, 60, 60, 60, 60),
            "Of 6 evaluated agencies, one is weak: 17%.",
            "یک واحد از 6 واحد ارزیابی‌شده ضعیف است (17%).",
        ),
        (
            (40, 40, 60, 60, 60, 60),
            "Of 6 evaluated agencies, 2 are weak: 33%.",
            "2 واحد از 6 واحد ارزیابی‌شده ضعیف است (33%).",
        ),
    ],
)
def test_the_share_for_none_one_and_several(totals, sentence, persian):
    told = story(rows(*totals))
    assert told["share"] == sentence and persian in told["fa:share"]


def test_a_share_of_fewer_than_five_is_not_said():
    told = story(rows(40, 60, 60, 60), rows(60, 60, 60, 60), units=AGENCIES[:4])
    counts = "a share of so few says little, and the counts are what to go by."
    assert told["small_group"] == f"Only 4 agencies are evaluated; {counts}"
    assert not {"share", "fewer", "more", "same_share"} & set(told)


@pytest.mark.parametrize(
    ("then", "now", "code", "sentence"),
    [
        ((40, 40, 60, 60, 60, 60), (60, 40, 60, 60, 60, 60), "fewer", "has fallen by 17 percentage points since"),
        (
            (60, 60, 60, 60, 60, 60),
            (60, 40, 60, 60, 60, 60),
            "more",
            "has risen by 17 percentage points since",
        ),
        ((40, 60, 60, 60, 60, 60), (60, 40, 60, 60, 60, 60), "same_share", "the same as in Farvardin 1399 (1 of 6)."),
    ],
)
def test_the_shift_and_who_moved(then, now, code, sentence):
    told = story(rows(*then), rows(*now))
    assert sentence in told[code] and len({"fewer", "more", "same_share"} & set(told)) == 1
    moved = {"left_weak": "has moved out of the weak bands: Agency 1.", "fell_weak": "has fallen to weak: Agency 2."}
    left, fell = then[0] < 50 <= now[0], now[1] < 50 <= then[1]
    for name, happened in (("left_weak", left), ("fell_weak", fell)):
        assert (name in told) == happened and (not happened or told[name].endswith(moved[name]))


def test_an_incomplete_month_names_what_is_missing_and_compares_no_share():
    second = rows(60, 60, 60, 60, 60)
    second[0][1] = None
    told = story(rows(40, 60, 60, 60, 60, 60), second)
    assert told["incomplete"].startswith("One of 6 agencies is incomplete")
    assert told["missing"] == "One of 6 agencies has not reported." and "fa:missing" in told
    assert not {"fewer", "more", "same_share"} & set(told)


def test_months_under_other_levels_are_not_compared_and_say_why():
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    told = story(
        rows(40, 60, 60, 60, 60, 60), rows(60, 60, 60, 60, 60, 60), scheme=newer.replace("from = 50", "from = 55")
    )
    assert told["not_comparable"] == (
        "The agencies of this month can't be compared with the base month: bands have changed."
    )
    assert not {"fewer", "more", "same_share", "left_weak", "fell_weak"} & set(told)


def test_a_month_in_which_nothing_improved():
    told = story(rows(60, 70, 60, 60, 60, 65), rows(55, 65, 60, 60, 60, 65))
    assert told["nobody_improved"] == "None of the agencies has a higher total than in Farvardin 1399."
    assert "improved" not in told
    assert (
        told["falling"].startswith("2 agencies have fallen by more than 1.0 points")
        and "Agency 1, Agency 2" in told["falling"]
    )
    assert told["best"] == "The highest total among agencies is 65.0, shared by 2: Agency 2, Agency 6."


def test_the_best_and_the_most_improved_one_and_shared():
    told = story(rows(50, 50, 50, 50, 50, 50), rows(70, 70, 55, 50, 50, 50))
    assert told["best"] == "The highest total among agencies is 70.0, shared by 2: Agency 1, Agency 2."
    assert told["improved"].endswith("is 20.0 points, shared by 2: Agency 1, Agency 2.")
    assert story(rows(70, 50, 50, 50, 50, 50))["best"] == "The highest total among agencies is 70.0: Agency 1."


def test_indicators_that_fell_near_misses_and_letters():
    told = story(rows(70, 70, 70, 70, 70, 70), rows(50, 70, 70, 70, 70, 70))
    assert (
        told["indicators_fell"]
        == "In one indicator the mean of the agencies is lower than in the month before: Meetings."
    )
    assert told["near_above"].startswith("One of the agencies is within two points above the border of weak (50)")
    assert told["no_letters"] == "No unit is in a band that calls for a letter or a notice."
    one, two = story(rows(40, 60, 60, 60, 60, 60)), story(rows(40, 40, 60, 60, 60, 60))
    assert one["letters"] == "One unit is in a band that calls for a letter or a notice: Agency 1."
    assert two["letters"] == "2 units are in a band that calls for a letter or a notice: Agency 1, Agency 2."


def test_more_names_than_a_sentence_holds_are_counted():
    told = story(rows(40, 40, 40, 40, 40, 40))
    assert told["letters"].endswith("Agency 1, Agency 2, Agency 3, and 3 more.")
    assert "و 3 مورد دیگر" in told["fa:letters"]


def test_the_demos_sentences_hold_the_oracles_numbers():
    store = demo_store()
    told = {(fact.kind, fact.code): fact for fact in narrative(month_facts(store, 1, 139905))}
    (then, _), (now, kinds) = (oracle_results(MONTH_FILES[month].read_bytes()) for month in (0, 4))
    for kind in ("agency", "governorate"):
        own = [unit for unit, each in kinds.items() if each == kind]
        weak, evaluated, percent = oracle.share(now, own)
        values = told[kind, "share"].values
        assert (values["weak"], values["evaluated"]) == (weak, evaluated)
        assert values["weak_pct"] == pytest.approx(float(percent))
        change = oracle.share(then, own)[2] - percent
        assert told[kind, "fewer"].values["points"] == pytest.approx(float(change))
        moves = [move for unit, move in oracle.unit_moves(then, now).items() if kinds[unit] == kind]
        assert told[kind, "left_weak"].count == moves.count("left_weak")
    assert told["", "letters"].count == sum(result["total"] < 30 for result in now.values())


def test_every_sentence_of_an_awkward_month_is_whole_in_both_languages():
    for fact in narrative(month_facts(awkward_store(), 1, 139902)):
        for lang in ("fa", "en"):
            said = narrative_sentence(fact, Words(lang))
            assert said.endswith(".") and "{" not in said and "  " not in said
