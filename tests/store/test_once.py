"""One answer made of many questions asks the engine each of them once, and hands out what nobody else can change."""

from data.store.once import Once
from tests.support.builders import small_store

NAMES, COUNT = "SELECT unit_id, name_fa FROM unit WHERE unit_key > $key ORDER BY unit_id", "SELECT count(*) FROM unit"


class Counting:
    """A store that counts what it is asked."""

    def __init__(self, store):
        self.store, self.asked = store, 0

    def read(self, sql, **values):
        self.asked += 1
        return self.store.read(sql, **values)

    def rows(self, sql, **values):
        self.asked += 1
        return self.store.rows(sql, **values)


def test_the_same_question_is_asked_once_and_another_value_is_another_question():
    counting = Counting(small_store())
    once = Once(counting)
    assert once.read(NAMES, key=0).equals(once.read(NAMES, key=0)) and counting.asked == 1
    assert once.rows(NAMES, key=0) == counting.store.rows(NAMES, key=0) and counting.asked == 2
    assert len(once.read(NAMES, key=1)) == len(once.read(NAMES, key=0)) - 1 and counting.asked == 3


def test_what_is_done_to_an_answer_reaches_nobody_who_asks_again():
    once = Once(small_store())
    first = once.read(NAMES, key=0)
    first["name_fa"] = ""
    first.loc[0, "unit_id"] = "X"
    once.rows(COUNT).clear()
    assert once.read(NAMES, key=0)["unit_id"].iloc[0] != "X" and (once.read(NAMES, key=0)["name_fa"] != "").all()
    assert once.rows(COUNT) != []
