"""Two people at once, slow second clicks, refused entries: what was typed is kept or told, nothing is stored twice."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest

from data.asking.chosen import Chosen
from data.asking.stored_results import unit_totals
from data.imports.importing import commit
from data.imports.importing import preview as read
from data.keeping.verify import verify
from data.office.corrections import Correction
from data.office.managers import tenures
from data.office.months import move
from data.office.objection_rows import objections
from data.office.objections import Raised, accept, add, reject
from data.problems import Refused
from i18n.words import Words
from tests.support.builders import score_book
from tests.support.doors.page_runs import one, run, texts
from tests.support.office.small_months import open_month
from tests.support.papers.reading_back import plain
from tests.support.store.behind_pages import prepared_behind
from ui.asking.acting import Done
from ui.kit import entries

MONTH = 139901
UNTIL = date.today() + timedelta(days=20)


@pytest.fixture
def store(tmp_path, monkeypatch):
    with prepared_behind(tmp_path / "own.duckdb", monkeypatch, open_month, UNTIL) as opened:
        yield opened


def objection(store, unit: str, indicator: str | None = "N1", text: str = "دو خبر از قلم افتاده") -> int:
    return add(store, None, MONTH, Raised(unit, indicator, text, "روابط عمومی", date.today()), "زهرا")


def months():
    at = run("months", lang="en")
    at.text_input(key="who_months").set_value("Zahra").run()
    return at


def typed_objection(at, text: str = "A long and careful text") -> None:
    one(at.selectbox, "objection_unit_").set_value("A2")
    one(at.selectbox, "objection_indicator_").set_value("N1")
    one(at.text_area, "objection_text_").set_value(text)
    one(at.text_input, "objection_by_").set_value("Medical office")


def test_an_objection_typed_while_a_colleague_closes_the_month_is_kept_and_explained(store):
    at = months()
    typed_objection(at)
    move(store, None, MONTH, "final", "سارا", "زودتر")
    one(at.button, "objection_do_").click().run()
    said = plain(texts(at))
    assert not at.exception and "Farvardin 1399 is final" in said and objections(store, 1).empty
    assert one(at.text_area, "objection_text_").value == "A long and careful text"


def test_an_answer_typed_while_a_colleague_answers_is_told_with_its_text(store):
    first, second = objection(store, "A2"), objection(store, "A3")
    at = months()
    at.selectbox(key="answer_number").set_value(first).run()
    at.segmented_control(key=f"answer_how_{first}").set_value("reject").run()
    one(at.text_area, "answer_reject_text_").set_value("My reason, at length")
    reject(store, first, "پاسخ دیگری", "سارا")
    one(at.button, "answer_reject_do_").click().run()
    said = plain(texts(at))
    assert not at.exception and "has been answered" in said and "My reason, at length" in said
    assert objections(store, 1).set_index("objection_key")["status"].to_dict() == {first: "rejected", second: "open"}


def test_a_slow_second_click_gives_no_other_unit_the_score(store):
    first, second = objection(store, "A2"), objection(store, "A3")
    at = months()
    at.selectbox(key="answer_number").set_value(first).run()
    one(at.text_input, "answer_points_points_").set_value("6")
    one(at.text_area, "answer_points_text_").set_value("Two items were left out")
    one(at.button, "answer_points_look_").click().run()
    assert "Accept objection 1: Medical University" in plain(one(at.button, "answer_points_do_").label)
    one(at.button, "answer_points_do_").click().run()
    assert "Objection 1 is accepted" in plain(texts(at))
    at.selectbox(key="answer_number").set_value(second).run()  # where the second click would fall
    assert one(at.text_input, "answer_points_points_").value == ""
    assert not [button for button in at.button if (button.key or "").startswith("answer_points_do_")]
    totals = unit_totals(store, 1, Chosen(), MONTH).set_index("unit_id")["total"]
    assert (totals["A2"], totals["A3"]) == (65.0, 15.0) and verify(store) == []


def test_what_is_granted_is_what_was_looked_at(store):
    number = objection(store, "A2")
    at = months()
    one(at.text_input, "answer_points_points_").set_value("2")
    one(at.text_area, "answer_points_text_").set_value("Counted again")
    one(at.button, "answer_points_look_").click().run()
    assert "The new points are fewer than the recorded ones." in plain(texts(at))
    one(at.text_input, "answer_points_points_").set_value("6")
    one(at.button, "answer_points_do_").click().run()  # another number: nothing is granted until it is looked at
    assert "has changed since what it changes was shown" in plain(texts(at))
    assert objections(store, 1)["status"].tolist() == ["open"]
    assert not [button for button in at.button if (button.key or "").startswith("answer_points_do_")]
    one(at.button, "answer_points_look_").click().run()
    commit(store, read(store, "b.xlsx", score_book([["بهزیستی", 2, 2, 2]])), "سارا", "اصلاح")
    one(at.button, "answer_points_do_").click().run()
    assert "was stored for Farvardin 1399" in plain(texts(at)) or "stored" in plain(texts(at))
    assert objections(store, 1)["status"].tolist() == ["open"] and number == 1


def test_a_second_press_records_no_second_objection_and_the_form_is_empty_for_the_next(store):
    at = months()
    typed_objection(at)
    one(at.button, "objection_do_").click().run()
    assert "The objection is recorded." in plain(texts(at)) and len(objections(store, 1)) == 1
    assert one(at.text_area, "objection_text_").value == "" and one(at.selectbox, "objection_unit_").value is None
    one(at.button, "objection_do_").click().run()
    assert len(objections(store, 1)) == 1


def test_a_late_objection_is_recorded_as_late_after_the_month_is_final(store):
    move(store, None, MONTH, "final", "سارا", "زودتر")
    at = months()
    assert "only a late objection can be recorded" in plain(texts(at))
    typed_objection(at)
    one(at.button, "objection_do_").click().run()
    assert objections(store, 1)["late"].tolist() == [True] and "late" in plain(texts(at))


def test_a_granted_objection_whose_import_is_taken_back_is_open_again_on_the_page(store):
    number = objection(store, "A2")
    key = accept(store, number, Correction(points="6"), "اصلاح شد", "رضا")
    at = run("history", lang="en")
    at.text_input(key="who_history").set_value("Reza").run()
    at.selectbox(key="revert_number").set_value(key).run()
    assert "65.0 → 50.0" in plain(texts(at))
    one(at.button, "revert_do_").click().run()
    assert "reason" in plain(texts(at)) and at.selectbox(key="revert_number").value == key
    one(at.text_input, "revert_why_").set_value("a wrong answer")
    one(at.button, "revert_do_").click().run()
    assert "Objection 1 is open again" in plain(texts(at))
    assert objections(store, 1)["status"].tolist() == ["open"] and verify(store) == []


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_month_is_not_published_where_its_report_was_not_looked_at(store, lang):
    move(store, None, MONTH, "final", "سارا", "زودتر")
    at = run("months", lang=lang)
    assert Words(lang)("months.publish_there") in texts(at)
    assert not [button for button in at.button if (button.key or "") == "step_published_do"]


def test_two_presses_at_once_act_once_and_the_second_sees_what_the_first_stored(monkeypatch):
    """As the framework does it: two runs of one session, each with the callback of the same form."""
    session: dict[str, object] = {}
    monkeypatch.setattr(entries.st, "session_state", session)
    entry, acted, gate = entries.Entry("decision", 1), [], threading.Event()

    def do() -> Done:
        acted.append(threading.get_ident())
        gate.wait(5)
        return Done("stored")

    threads = [threading.Thread(target=entry.act, args=(0, do, lambda value: [value])) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    gate.set()
    for thread in threads:
        thread.join(10)
    assert len(acted) == 1 and entry.drawn == 1 and session["entries_desk"].done == (["stored"], [])


def test_a_press_that_is_cut_off_before_it_stores_anything_may_be_pressed_again(monkeypatch):
    monkeypatch.setattr(entries.st, "session_state", {})
    entry = entries.Entry("decision", 1)

    def cut_off() -> Done:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        entry.act(0, cut_off, lambda value: [value])
    entry.act(0, lambda: Done("stored"), lambda value: [value])
    assert entry.drawn == 1


def test_a_step_of_a_month_that_a_colleague_took_meanwhile_tells_what_was_typed(store):
    at = months()
    one(at.text_input, "step_final_why_").set_value("a long and careful reason")
    move(store, None, MONTH, "draft", "سارا", "زودتر")
    one(at.button, "step_final_do_").click().run()
    said = plain(texts(at))
    assert not at.exception and "a long and careful reason" in said and "changed" in said


def test_a_time_in_office_that_changed_meanwhile_is_not_overwritten(store):
    move(store, None, MONTH, "final", "سارا", "زودتر")
    key = tenures.add(store, None, tenures.Tenure("A1", "قدیم", MONTH, None), "زهرا")
    at = run("points", lang="en")
    at.text_input(key="who_points").set_value("Zahra").run()
    at.selectbox(key="tenure").set_value(key).run()
    tenures.change_tenure(store, key, tenures.Tenure("A1", "جدید", MONTH, 139903), "سارا")
    one(at.text_input, "tenure_name_").set_value("دیگری")
    one(at.button, "tenure_do_").click().run()
    assert not at.exception and tenures.tenures(store, 1)["manager"].tolist() == ["جدید"]
    with pytest.raises(Refused) as refused:
        tenures.remove(store, key, "زهرا", seen="other")
    assert refused.value.problems[0].code == "tenure_changed"


def test_taking_an_import_back_is_refused_where_its_effect_is_another_than_was_shown(store):
    from data.office.reverting import revert

    with pytest.raises(Refused) as refused:
        revert(store, 1, "زهرا", "اشتباه", seen=7)
    assert refused.value.problems[0].code == "revert_changed"
