"""Unit lists, names and schemes on the command line: exported, imported, mapped; a faulty one changes nothing."""

from __future__ import annotations

from tests.support.builders import FULL_ROWS, SMALL_SCHEME, UNITS, score_book, units_file
from tests.support.doors.command_line import run, table


def test_a_unit_list_is_exported_edited_and_imported(place, store):
    assert run("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    exported = run("units", "export", "--db", store)
    rows = table(exported)
    assert list(rows[0])[:4] == ["unit_id", "province_id", "kind", "sector"] and len(rows) == 4
    same = place / "same.csv"
    same.write_bytes(exported.stdout)
    told = run("units", "import", "--db", store, "--lang", "en", same)
    assert told.returncode == 0 and "nothing would change" in told.stderr.decode()
    edited = place / "edited.csv"
    lines = [line.replace(",HLT,", ",CUL,") for line in exported.stdout.decode().splitlines() if "G1" not in line]
    edited.write_text("\n".join([*lines, "A9,home,agency,INF,شهرداری,City,,1399-02,,"]), encoding="utf-8")
    told = run("units", "import", "--db", store, "--lang", "en", "--note", "new year", edited)
    assert told.returncode == 0 and told.stdout == b""
    assert told.stderr.decode().splitlines() == [
        "changed: A2 Medical University (sector)",
        "changed: A3 Welfare (sector)",
        "new: A9 City",
        "ended: G1 Darreh Shahr (active_to)",
        "The unit list is stored: 4 changes.",
    ]
    after = {row["unit_id"]: row for row in table(run("units", "export", "--db", store, "--province", "home"))}
    assert (after["G1"]["active_to"], after["A9"]["active_from"], after["A2"]["sector"]) == (
        "1399-01",
        "1399-02",
        "CUL",
    )
    assert len(table(run("totals", "--db", store))) == 4
    assert run("verify", "--db", store).returncode == 0


def test_a_faulty_unit_list_changes_nothing_and_says_where(place, store):
    faulty = place / "faulty.csv"
    faulty.write_bytes(units_file([*UNITS, ("A1", "home", "agancy", "", "x", "", "", "", "", "")]))
    told = run("units", "import", "--db", store, "--lang", "en", faulty)
    assert told.returncode == 1 and "cell C6" in told.stderr.decode() and "Nothing was stored" in told.stderr.decode()
    assert len(table(run("units", "export", "--db", store))) == 4


def test_a_new_version_of_the_scheme_holds_for_later_months(place, store):
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    (place / "newer.toml").write_text(newer.replace("from = 50", "from = 60"), encoding="utf-8")
    assert run("scheme", "import", "--db", store, place / "newer.toml").returncode == 0
    assert run("scheme", "export", "--db", store).stdout.decode() == (place / "newer.toml").read_text(encoding="utf-8")
    assert run("import", "--db", store, place / "1399-01.xlsx").returncode == 0
    (place / "1399-02.xlsx").write_bytes(score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹"))
    assert run("import", "--db", store, place / "1399-02.xlsx").returncode == 0
    bands = [row["band"] for row in table(run("totals", "--db", store)) if row["unit_id"] == "A2"]
    assert bands == ["mid", "low"]
    again = run("scheme", "import", "--db", store, "--lang", "en", place / "newer.toml")
    assert again.returncode == 0
    (place / "clash.toml").write_text(newer, encoding="utf-8")
    clash = run("scheme", "import", "--db", store, "--lang", "en", place / "clash.toml")
    assert clash.returncode == 1 and "already valid from Ordibehesht 1399" in clash.stderr.decode()


def test_an_unknown_name_is_mapped_once_and_the_file_goes_in(place, store):
    unknown = place / "1399-03.xlsx"
    unknown.write_bytes(score_book([["سازمان بهزیستی", 6, 4, 10]], "نتایج خرداد ۱۳۹۹"))
    refused = run("import", "--db", store, "--lang", "en", unknown)
    assert refused.returncode == 1 and "Did you mean بهزیستی" in refused.stderr.decode().replace("Welfare", "بهزیستی")
    mapped = run("alias", "add", "--db", store, "--lang", "en", "--unit", "A3", "سازمان بهزیستی")
    assert mapped.returncode == 0 and "A3 is also known as" in mapped.stderr.decode()
    taken = run("alias", "add", "--db", store, "--lang", "en", "--unit", "A1", "بهزیستی")
    assert taken.returncode == 1 and "already a name or the code of the unit A3" in taken.stderr.decode()
    assert run("import", "--db", store, unknown).returncode == 0 and run("verify", "--db", store).returncode == 0
