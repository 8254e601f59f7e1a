"""What the filters leave, said wherever it is shown: the name of a group, chips under the title, columns and file names
of downloads. A share of some units never bears the name of all."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from i18n.words import Words
from ui.asking import figure_queries, setup_queries
from ui.asking.scopes import Scope
from ui.kit.dom import Node, el

MOST_NAMED = 3
LONGEST_PART = 60  # letters of a file's name
_UNFIT = re.compile("[^A-Za-z0-9_.]+")


def is_filtered(scope: Scope) -> bool:
    return bool(scope.chosen.sectors or scope.chosen.units)


def group_name(scope: Scope, kind: str, words: Words, *, in_text: bool = False) -> str:
    """What the units of a kind that are shown are called: «Health agencies (8 of 44)»; the kind's name where nothing
    is filtered. The counts are of the units that the month lists."""
    if not is_filtered(scope):
        return words(f"kind.{kind}.{'in_text' if in_text else 'many'}")
    own, every = figure_queries.group_sizes(scope).get(kind, (0, 0))
    slots = {"count": words.number(own), "all": words.number(every)}
    sectors = scope.chosen.sectors
    if scope.chosen.units:
        name = words(f"filtered.{kind}.units", **slots)
    elif len(sectors) == 1:
        name = words(f"filtered.{kind}.sector", sector=words.sector(sectors[0]), **slots)
    else:
        name = words(f"filtered.{kind}.sectors", sectors=words.number(len(sectors)), **slots)
    return name[0].lower() + name[1:] if in_text else name


def titled(title: str, scope: Scope, kinds: Collection[str], words: Words) -> str:
    """A title that says of whom it is, where filters leave only some."""
    if not is_filtered(scope):
        return title
    groups = words("list.comma").join(group_name(scope, kind, words) for kind in kinds)
    return words("filtered.title", title=title, groups=groups)


def notes(scope: Scope, words: Words, *, with_kind: bool = True) -> list[Node]:
    """For under a page's title: a chip a filter, the kinds that the filters leave nobody of, and why the base month is
    not the one that was asked for. `with_kind`: where the page would show both kinds."""
    chips = []
    if with_kind and len(scope.kinds) == 1:
        chips.append((words("kind.label"), words(f"kind.{scope.kinds[0]}.many")))
    if scope.chosen.sectors:
        chips.append((words("sector.label"), _listed([words.sector(each) for each in scope.chosen.sectors], words)))
    if scope.chosen.units:
        units = setup_queries.units(scope.province, words.lang).set_index("unit_id")[f"name_{words.lang}"]
        chips.append((words("filter.units"), _listed([units[each] for each in scope.chosen.units], words)))
    nodes = []
    if chips:
        drawn = [el("span", el("span", f"{name}: ", cls="sj-muted"), el("bdi", value)) for name, value in chips]
        nodes.append(el("div", *drawn, cls="sj-chips", role="group", aria_label=words("filtered.label")))
    for kind in (kind for kind in scope.kinds if is_filtered(scope)):
        own, every = figure_queries.group_sizes(scope).get(kind, (0, 0))
        if every and not own:
            nodes.append(el("p", words("filtered.nobody", kind=words(f"kind.{kind}.many")), cls="sj-note"))
    if scope.refused_base:
        months = {"base": words.month(scope.refused_base), "month": words.month(scope.month)}
        nodes.append(el("p", words("filter.base_later", **months), cls="sj-alarm", role="status"))
    return nodes


def _listed(names: list[str], words: Words) -> str:
    """Some names, each isolated, and how many more there are."""
    shown = [f"\u2068{name}\u2069" for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append(words("list.more", count=words.number(len(names) - MOST_NAMED)))
    return words("list.comma").join(shown)


def whole_kind_note(scope: Scope, whom: str, words: Words) -> list[Node]:
    """For what is about all units of a kind, or of both, on a page that filters."""
    return [el("p", words("filtered.whole", kind=whom), cls="sj-note")] if is_filtered(scope) else []


def file_name(name: str, scope: Scope) -> str:
    """The name of a download with the codes of what it is filtered by: `weak-share-ilam-1399-05-HLT.csv`."""
    parts = [*scope.chosen.sectors, *scope.chosen.units]
    codes = "-".join(filter(None, (_UNFIT.sub("_", part).strip("_.") for part in parts)))
    return f"{name}-{codes[:LONGEST_PART]}.csv" if codes else f"{name}.csv"


def with_filters(table: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """A table of counts or means with the codes of what they are filtered by (empty: of all units of the kind)."""
    chosen = scope.chosen
    return table.assign(filter_sectors=" ".join(chosen.sectors), filter_units=" ".join(chosen.units))


def with_sectors(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """A table of units with the sector of each behind its kind. units: unit_id, sector."""
    sectors = table["unit_id"].map(units.drop_duplicates("unit_id").set_index("unit_id")["sector"])
    names = [name for name in table.columns if name != "sector"]
    place = names.index("kind") + 1 if "kind" in names else names.index("unit_id") + 1
    return table.assign(sector=sectors)[[*names[:place], "sector", *names[place:]]]
