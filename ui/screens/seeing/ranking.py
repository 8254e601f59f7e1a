"""What the ranking is made of: the league matrix, its filters, a unit in context, status against progress."""

from __future__ import annotations

from i18n.figure_sentences import not_comparable
from i18n.words import Words
from scoring.comparability import totals_reason
from scoring.completeness import TOO_FEW
from scoring.flows import weak_border
from scoring.months import previous
from ui.asking import setup_queries
from ui.asking.scopes import Scope
from ui.kit import blocks
from ui.kit.blocks import PROGRESS_LOOKS
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.filters.filters import WEAK
from ui.kit.series import subtitle as month_subtitle
from ui.screens.seeing.ranking_standings import LIGHTS, LONG, LONG_WEAK, Standings, matching


def subtitle(scope: Scope, words: Words) -> str:
    return f"{filtered.group_name(scope, scope.kinds[0], words)} · {month_subtitle(scope, words)}"


def cards(standings: Standings, chosen: str, words: Words) -> Node:
    """Buttons that count the units of every band and light, and filter by it."""
    units, scheme = standings.units, standings.scheme
    rows: list[tuple[str, Node | None]] = [("", el("span", words("league.everything")))]
    if weak_border(scheme) is not None:
        rows.append((WEAK, el("span", words("league.weak"))))
        rows.append((LONG_WEAK, el("span", words("league.long_weak", months=words.number(LONG)))))
    rows += [(band.code, blocks.band_chip(band.code, scheme, words)) for band in reversed(scheme.bands)]
    if standings.reason_before is None:
        rows += [(light, el("span", words(f"unit.{light}"), cls=PROGRESS_LOOKS[light])) for light in LIGHTS]
    buttons = []
    for name, shown in rows:
        count = len(units) if not name else int(matching(units, name).sum())
        pressed = "true" if name == chosen else "false"
        number = el("strong", words.number(count))
        buttons.append(
            el("button", shown, number, type="button", cls="sj-filter", data_action=name, aria_pressed=pressed)
        )
    return el("div", *buttons, cls="sj-filters", role="group", aria_label=words("league.filters"))


def notes(standings: Standings, shown: Standings, words: Words) -> list[Node]:
    """How many are shown of how many, and against which months; or why there is no comparison."""
    count = words("ranking.count", shown=words.number(len(shown.units)), all=words.number(len(standings.units)))
    compared = "" if standings.base is None else words("ranking.against", month=words.month(standings.base))
    if standings.base == standings.scope.month:
        against = words("overview.base_now")
    elif standings.reason:
        against = not_comparable(standings.reason, words)
        if standings.reason == TOO_FEW:  # of ranks and movers; each unit's own change stands
            against = f"{compared} · {against}"
    else:
        against = compared
    before = words.month(previous(standings.scope.month))
    zone = words.number(standings.scheme.dead_zone, 1)
    light = words("league.light_about", month=before, zone=zone)
    if standings.reason_before:
        light = words("league.no_light", reason=words(f"reason.{standings.reason_before}"))
    said = [el("p", f"{count} · {against} · {light}", cls="sj-note")]
    return [*said, *(el("p", text, cls="sj-note") for text in _refused_domains(standings, words))]


def _refused_domains(standings: Standings, words: Words) -> list[str]:
    """Which domains show no change since the base month, and why."""
    by_month = setup_queries.schemes(standings.scope.province)
    if standings.base not in by_month:
        return []
    found = []
    for domain in standings.scheme.domains:
        reason = totals_reason(by_month[standings.base], standings.scheme, domain.code)
        if reason:
            slots = {"domain": words.name(domain), "reason": words(f"reason.{reason}")}
            found.append(words("league.domain_refused", **slots))
    return found
