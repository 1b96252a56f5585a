"""Measures: the codebook, its wordings, and what is marked in passages of our own, in four drawers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import FRAMES, load, plan_of

from analysis.codebook import codebook, read_table
from analysis.codebook.entries import CodebookError
from analysis.codebook.measures import Wording, load_measures, measures
from analysis.coding import code
from analysis.coding.measures import with_measures
from analysis.coding.wordings import find_measures
from analysis.model import Coded, Mark, Source, Strength
from analysis.reading import read_plan
from analysis.reading.formats import to_source
from analysis.tables.coverage import coverage_rows
from analysis.tables.frames import document_rows
from analysis.tables.schema import frame_of, names

DOMAINS = (
    "social_assistance", "child_welfare", "disability", "elder_care", "community_governance", "social_organisations",
    "social_work", "charity_lottery", "marriage", "funerals", "place_names", "disaster_relief", "veterans",
    "safeguards",
)  # fmt: skip


def marked(text: str, frame: str = "tasks") -> list[Mark]:
    """The marks of a framed passage that stand in the passage itself."""
    result = with_measures(code(plan_of(text, frame)))
    return [mark for mark in result.marks if mark.char_start >= len(FRAMES[frame])]


def firmest(marks: Iterable[Mark]) -> dict[str, str]:
    found: dict[str, Mark] = {}
    for mark in marks:
        old = found.get(mark.measure_id)
        found[mark.measure_id] = mark if old is None or mark.strength.rank > old.strength.rank else old
    return {measure: str(mark.strength) for measure, mark in found.items()}


# ---------------------------------------------------------------- the codebook


def test_the_codebook_covers_every_domain() -> None:
    book = measures()
    assert len(book.measures) >= 100
    assert tuple(domain.id for domain in book.domains) == DOMAINS
    assert {measure.domain for measure in book.measures} == set(DOMAINS)


@pytest.mark.parametrize("wording", measures().wordings, ids=lambda wording: f"{wording.measure}: {wording.example}")
def test_every_wording_finds_its_example(wording: Wording) -> None:
    """By itself, too: with the other wordings of its measure taken away it is still needed."""
    found = {found.measure for found in find_measures(wording.example)}
    assert wording.measure in found
    clauses = [clause for clause in wording.example.replace("，", ",").split(",") if clause]
    assert any(_holds(wording, "".join(c for c in clause if c not in "“”（）")) for clause in clauses)


def _holds(wording: Wording, clause: str) -> bool:
    """The pattern language once more, as its table explains it, without the one pass over all wordings."""

    def stands(chain: tuple[str, ...]) -> bool:
        ends = [at + len(chain[0]) for at in range(len(clause)) if clause.startswith(chain[0], at)]
        for word in chain[1:]:
            ends = [
                at + len(word)
                for end in ends
                for at in range(end, min(end + 11, len(clause)))
                if clause.startswith(word, at)
            ]
        return bool(ends)

    return all(any(map(stands, group)) for group in wording.groups) and not any(map(stands, wording.without))


SMALL: dict[str, list[dict[str, str]]] = {
    "measure_domains": [{"domain": "care", "name_zh": "养老", "name_en": "Care"}],
    "measures": [
        {
            "id": "meals", "name_zh": "助餐", "name_en": "Meals", "domain": "care", "definition": "Meals. Not: shops.",
            "definition_zh": "助餐。不计：商店。", "indicators": "meal_points", "valid_from": "2016", "valid_to": "",
        }
    ],
    "measure_words": [{"measure": "meals", "words": "助餐|食堂 老年 -学校", "example": "发展老年助餐"}],
}  # fmt: skip


def changed(table: str, **cells: str) -> dict[str, list[dict[str, str]]]:
    return SMALL | {table: [{**SMALL[table][0], **cells}]}


def test_a_small_codebook_is_read() -> None:
    book = load_measures(SMALL, {"meal_points"})
    assert book.wordings[0].groups == ((("助餐",), ("食堂",)), (("老年",),))
    assert book.wordings[0].without == (("学校",),)
    assert book.by_indicator == {"meal_points": ("meals",)}


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (SMALL | {"measures": SMALL["measures"] * 2}, "stands twice"),
        (SMALL | {"measure_domains": SMALL["measure_domains"] * 2}, "stands twice"),
        (SMALL | {"measure_words": SMALL["measure_words"] * 2}, "stands twice"),
        (SMALL | {"measure_words": []}, "no wording finds meals"),
        (changed("measures", domain="moon"), "not in measure_domains.csv"),
        (changed("measures", indicators="moons"), "not in indicators.csv"),
        (changed("measures", name_zh=""), "has no name_zh"),
        (changed("measures", definition="Meals."), "what does not count"),
        (changed("measures", definition_zh="助餐。"), "what does not count"),
        (changed("measures", valid_from="soon"), "is no year"),
        (changed("measures", valid_from="2020", valid_to="2018"), "is behind valid_to"),
        (changed("measure_words", measure="moon"), "not in measures.csv"),
        (changed("measure_words", words="-学校"), "no word must be there"),
        (changed("measure_words", words="助餐||食堂"), "a word is missing"),
        (changed("measure_words", words="助餐…"), "a word is missing"),
        (changed("measure_words", words="餐 老"), "single characters"),
        (changed("measure_words", example=""), "write an example"),
    ],
)
def test_refusals(tables: Any, told: str) -> None:
    with pytest.raises(CodebookError) as error:
        load_measures(tables, {"meal_points"})
    assert told in str(error.value)


def test_the_packages_tables_are_those_that_are_loaded() -> None:
    tables = {name: read_table(name) for name in ("measure_domains", "measures", "measure_words")}
    assert load_measures(tables, codebook().indicators).measures == measures().measures


@pytest.mark.parametrize(
    ("period", "store", "station"),
    [((2011, 2015), True, False), ((2016, 2020), True, False), ((2021, 2025), False, True)],
)  # fmt: skip
def test_validity(period: tuple[int, int], store: bool, station: bool) -> None:
    by_id = measures().by_id
    assert by_id["relief_stores"].in_force(*period) is store
    assert by_id["minor_stations"].in_force(*period) is station
    assert by_id["minor_stations"].in_force(None, None)


# ---------------------------------------------------------------- passages


@pytest.mark.parametrize("case", load("measures", "synthetic", "negative"))
def test_case(case: dict[str, Any]) -> None:
    assert firmest(marked(case["input"], case["doc"])) == case["expected"]


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", load("measures", "known_failures"))
def test_known_failure(case: dict[str, Any]) -> None:
    assert firmest(marked(case["input"], case["doc"])) == case["expected"]


def test_the_negative_drawer_is_as_full_as_the_other() -> None:
    assert len(load("measures", "negative")) >= len(load("measures", "synthetic"))


def test_a_mark_says_where_how_firmly_and_by_what() -> None:
    (mark,) = marked("第一节 养老服务\n\n持续增加供给,到2025年建成家庭养老床位320张。")
    assert (mark.measure_id, mark.strength, mark.about) == ("home_beds", Strength.QUANTIFIED, "commitment")
    assert (mark.cue, mark.year, mark.section, mark.source) == ("320张", 2025, "养老服务", "prose")
    assert mark.quote == "到2025年建成家庭养老床位320张"
    assert len(mark.fact_ids) == 1


@pytest.mark.parametrize(
    ("text", "frame", "about", "cue"),
    [
        ("完善临时救助制度。", "tasks", "commitment", "完善"),
        ("完善临时救助制度。", "review", "achievement", "section that looks back"),
        ("到2024年底完善临时救助制度。", "tasks", "commitment", "2024年底"),
        ("临时救助与别的。", "tasks", "background", "no verb of the plan"),
        ("临时救助经办力量薄弱。", "review", "background", "薄弱"),
        ("临时救助制度有待完善。", "situation", "background", "section on the situation"),
        ("“十三五”期间，建立临时救助制度。", "situation", "achievement", "a text that looks back"),
    ],
)
def test_the_cue_that_decided(text: str, frame: str, about: str, cue: str) -> None:
    (mark,) = marked(text, frame)
    assert (mark.about, mark.cue) == (about, cue)


def test_a_measure_has_one_mark_a_sentence_the_firmest() -> None:
    marks = marked("完善临时救助制度,到2024年底建立临时救助平台。完善临时救助制度。")
    assert [(mark.measure_id, str(mark.strength)) for mark in marks] == [
        ("temporary_aid", "dated"),
        ("temporary_aid", "committed"),
    ]


def test_the_whole_period_is_no_date() -> None:
    (mark,) = marked("“十四五”期间,完善临时救助制度。")
    assert mark.strength is Strength.COMMITTED


TABLE = "专栏1 主要指标\n\n指标\t单位\t2020年\t2025年\n护理型床位占比\t%\t31\t58\n家庭养老床位\t张\t0\t320\n"


def test_targets_of_a_table_quantify_measures() -> None:
    marks = marked(TABLE, "goals")
    assert firmest(marks) == {"nursing_beds": "quantified", "home_beds": "quantified"}
    assert {mark.source for mark in marks} == {"table"}
    assert all(mark.wording == "" and len(mark.fact_ids) == 1 for mark in marks)


def test_targets_of_the_period_before_are_no_commitment() -> None:
    (mark,) = [m for m in marked("到2020年护理型床位占比达到30%。", "goals") if m.measure_id == "nursing_beds"]
    assert (mark.strength, mark.fact_ids) == (Strength.MENTIONED, ())


def test_a_removed_fact_quantifies_nothing() -> None:
    read = code(plan_of("建设家庭养老床位320张。"))
    (mark,) = with_measures(replace(read, facts=())).marks
    assert (mark.strength, mark.fact_ids) == (Strength.COMMITTED, ())


@given(
    st.lists(
        st.sampled_from([*"养老临时救助,。、《》“”（）—\n 第1", "家庭养老床位320张", "到2025年", "留守儿童"]),
        max_size=30,
    )
)
def test_places_hold_for_any_text(pieces: list[str]) -> None:
    result = with_measures(code(plan_of("".join(pieces))))
    source = result.plan.reading.source.text
    for mark in result.marks:
        assert source[mark.char_start : mark.char_end] == mark.quote
        assert mark.line == source.count("\n", 0, mark.char_start) + 1
    assert len({mark.mark_id for mark in result.marks}) == len(result.marks)
    assert [m.char_start for m in result.marks] == sorted(m.char_start for m in result.marks)


def test_marks_do_not_depend_on_the_name_of_the_document() -> None:
    one, other = (
        with_measures(code(read_plan(Source(name, f"{name}.txt", "", "utf-8", FRAMES["tasks"] + "推进婚俗改革。"))))
        for name in ("a", "b")
    )
    assert [mark.mark_id for mark in one.marks] == [mark.mark_id for mark in other.marks]


# ---------------------------------------------------------------- documents that cannot tell


def states(result: Coded) -> dict[str, str]:
    rows = document_rows(result)
    frame = frame_of("coverage", coverage_rows(rows.plan, rows.measures))
    return dict(zip(frame["measure_id"], frame["state"], strict=True))


def read(text: str) -> Coded:
    return with_measures(code(read_plan(Source("d", "d.txt", "", "utf-8", text))))


FILLER = "全县民政系统认真落实上级部署，改进作风，提高效率，服务群众。\n" * 20
ENGLISH = "The county will improve temporary assistance and build 320 care beds at home by 2025.\n" * 30


def test_a_long_plan_states_or_does_not() -> None:
    found = states(read(FRAMES["tasks"] + "完善临时救助制度。\n" + FILLER))
    assert found["temporary_aid"] == "found"
    assert found["time_bank"] == "not stated"
    assert set(found.values()) == {"found", "not stated"}


def test_a_regulation_sets_rules_and_plans_nothing() -> None:
    result = read(FRAMES["regulation"] + "县人民政府应当建立临时救助制度。\n" + FILLER)
    assert result.marks == () and "regulation" in result.unmarked
    assert set(states(result).values()) == {"not readable"}


def test_an_english_text_is_not_readable() -> None:
    result = read(ENGLISH)
    assert result.marks == () and result.unmarked == "not in Chinese"
    assert set(states(result).values()) == {"not readable"}


def test_a_text_of_300_characters_cannot_tell_what_it_leaves_out() -> None:
    result = read((FILLER * 2)[:280] + "\n推进婚俗改革。")
    assert result.unmarked.startswith("too short")
    found = states(result)
    assert found.pop("marriage_customs") == "found"
    assert set(found.values()) == {"not readable"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_that_breaks_off_cannot_tell_what_it_leaves_out(encoding: str) -> None:
    data = (FRAMES["tasks"] + "推进婚俗改革。\n" + FILLER * 2 + "推进节地").encode(encoding)
    result = with_measures(code(read_plan(to_source(data[:-1], "d", "d.txt"))))
    assert result.unmarked.startswith("breaks off")
    found = states(result)
    assert found.pop("marriage_customs") == "found"
    assert set(found.values()) == {"not readable"}


@pytest.mark.parametrize("text", ["", "\n", "？？？", "1\t2\t3\n"])
def test_texts_of_nothing(text: str) -> None:
    assert set(states(read(text)).values()) == {"not readable"}


def test_a_lost_table_may_have_held_the_number() -> None:
    plan = dict.fromkeys(names("plans"), "") | {"doc_id": "d", "period_start": 2016, "period_end": 2020}
    rows = coverage_rows(list((plan | {"lost_tables": 1}).values()), [])
    told = {row[names("coverage").index("measure_id")]: row[names("coverage").index("state")] for row in rows}
    assert told["nursing_beds"] == "damaged"
    assert told["marriage_customs"] == "not stated"  # no indicator counts it
    assert told["minor_stations"] == "not stated"  # from 2021 on
