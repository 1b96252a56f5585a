"""The codebook: its tables hold together, every wording finds its indicator, every contradiction is refused."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from growth import growth

from analysis.codebook import Alias, CodebookError, codebook, digest, read_table
from analysis.codebook.codebook import TABLES, load
from analysis.codebook.entries import ANY, plain

Rows = list[dict[str, str]]


def _unit(alias: Alias) -> str:
    """A unit that the alias fits: its indicator's own, else the first of its family."""
    book = codebook()
    own = book.indicators[alias.indicator_id].unit if alias.indicator_id else ""
    if alias.unit_hint == ANY or alias.unit_hint in book.families_of(own):
        return own
    return next(unit for unit, names in book.families.items() if alias.unit_hint in names)


def test_size_and_domains() -> None:
    book = codebook()
    assert len(book.indicators) >= 180
    assert len(book.aliases) >= 900
    domains = {i.domain for i in book.indicators.values()}
    assert domains >= {
        "social_assistance", "child_welfare", "disability", "elder_care", "community_governance", "social_work",
        "social_organisations", "volunteering", "charity_lottery", "marriage", "funerals", "place_names",
        "disaster_relief", "veterans", "medical_assistance", "population", "safeguards",
    }  # fmt: skip


def test_every_alias_finds_its_indicator() -> None:
    """Each wording, in a made-up clause with a number and a unit that fits, leads to its own indicator."""
    book = codebook()
    wrong = []
    for alias in book.aliases:
        unit = _unit(alias)
        found = book.match(f"甲{alias.wording}" + ("" if alias.at else "乙"), unit)
        if (found.indicator_id if found else "") != alias.indicator_id:
            wrong.append((alias.wording, unit, alias.indicator_id, found and found.indicator_id))
    assert wrong == []


def test_every_indicator_has_a_wording_and_finds_itself_by_name() -> None:
    book = codebook()
    worded = {a.indicator_id for a in book.aliases if a.indicator_id}
    assert set(book.indicators) == worded
    lost = []
    for indicator in book.indicators.values():
        found = book.match(indicator.name_zh, indicator.unit)
        if found is None or found.indicator_id != indicator.id:
            lost.append((indicator.name_zh, indicator.unit, found))
    assert lost == []


@pytest.mark.parametrize(
    ("phrase", "unit", "indicator"),
    [
        ("城市低保标准", "元/人/月", "low_income_standard"),
        ("城市低保标准", "%", "low_income_standard_growth"),
        ("农村低保", "人", "low_income_persons"),
        ("农村低保", "户", "low_income_households"),
        ("累计发放农村低保金", "元", "low_income_funds"),
        ("农村低保标准占城市低保标准比例", "%", "low_income_standard_share"),
        ("每千名老人拥有养老床位数", "张/千名老人", "elder_beds_per_1000"),
        ("养老机构护理型床位占比", "%", "nursing_bed_share"),
        ("养老机构", "家", "elder_institutions"),
        ("乡镇(街道)社会工作站", "%", "social_work_station_coverage"),
        ("乡镇（街道）社会工作站", "个", "social_work_stations"),
        ("残疾人“两项补贴”", "元", "disability_both_funds"),
        ("社区日间照料机构(社区养老服务站)覆盖率", "%", "day_care_coverage"), ("坚守城乡社区", "个", "communities"),
        ("农村五保集中供养率", "%", "wubao_institution_rate"),
        ("福利彩票", "元", "lottery_sales"),
        ("每村民小组互助服务小组", "个/村民小组", "village_mutual_groups"),
    ],
)  # fmt: skip
def test_match(phrase: str, unit: str, indicator: str) -> None:
    found = codebook().match(phrase, unit)
    assert found is not None
    assert found.indicator_id == indicator


@pytest.mark.parametrize(
    ("phrase", "unit"),
    [
        ("", "元"), ("床位", "张"), ("低", "元"), ("公路里程", "公里"), ("粮食产量", "吨"), ("新建学校", "所"),
        ("地区生产总值", "%"), ("旅游收入", "元"), ("低保", ""),
        ("社区卫生服务中心(站)", "个"), ("医疗卫生机构床位", "张"), ("社区食品店", "个"), ("基本养老金", "元"),
    ],
)  # fmt: skip
def test_match_keeps_silent(phrase: str, unit: str) -> None:
    assert codebook().match(phrase, unit) is None


def test_longest_wins_then_last() -> None:
    book = _small(aliases=[_alias("甲乙", "a"), _alias("甲乙丙", "b"), _alias("丁戊", "a"), _alias("己庚", "b")])
    assert _id(book.match("甲乙丙", "人")) == "b"
    assert _id(book.match("甲乙丙、丁戊", "人")) == "b"
    assert _id(book.match("己庚丁戊", "人")) == "a"
    assert _id(book.match("丁戊己庚", "人")) == "b"
    assert book.match("甲乙", "张") is None


def test_a_wording_does_not_reach_beyond_the_phrase() -> None:
    book = _small(aliases=[_alias("甲乙", "a"), _alias("甲乙丙丁戊", "b")])
    assert [(m.start, m.end) for m in book.matches("丙甲乙", "人")] == [(1, 3)]


def test_marks_do_not_count_and_places_do() -> None:
    book = _small(aliases=[_alias("甲(乙)丙", "a")])
    (found,) = book.matches("丁“甲 乙”丙戊", "人")
    assert (found.start, found.end) == (2, 7)
    assert "丁“甲 乙”丙戊"[found.start : found.end] == "甲 乙”丙"


def test_an_empty_unit_fits_only_what_is_certain() -> None:
    rows = [_alias("甲乙", "a"), _alias("甲乙", "b", hint="money"), _alias("丙丁", "b", hint="money")]
    book = _small(aliases=rows)
    assert book.match("甲乙", "") is None
    assert _id(book.match("丙丁", "")) == "b"


def test_any_takes_what_no_family_claims() -> None:
    book = _small(aliases=[_alias("甲乙", "a", hint="any"), _alias("甲乙", "b", hint="money")])
    assert _id(book.match("甲乙", "元")) == "b"
    assert _id(book.match("甲乙", "人")) == "a"


def test_a_wording_at_the_end() -> None:
    book = _small(aliases=[_alias("甲乙", "a", at="end")])
    assert _id(book.match("丙甲乙、", "人")) == "a"
    assert book.match("甲乙丙", "人") is None


def test_another_field_hides_ours() -> None:
    book = _small(aliases=[_alias("甲乙", "a"), _alias("甲乙丙", "")])
    assert book.match("甲乙丙", "人") is None
    assert book.matches("甲乙丙", "人") == ()
    assert [m.start for m in book.matches("甲乙丙甲乙", "人")] == [3]


def test_a_counter_by_a_denominator_is_a_counter() -> None:
    assert codebook().families_of("个/村") == codebook().families_of("个")
    assert codebook().families_of("元/亩") == codebook().families_of("元/户")
    assert codebook().families_of("包") == frozenset()


def test_groups_in() -> None:
    book = codebook()
    assert book.groups_in("城乡低保") == ("城乡",)
    assert book.groups_in("城镇和农村") == ("城市", "农村")
    assert book.groups_in("社会散居孤儿") == ("散居",)
    assert book.groups_in("80至89周岁老人") == ("80-89岁",)
    assert book.groups_in("各类人员") == ()


def test_match_is_linear() -> None:
    book = codebook()
    text = "城乡居民最低生活保障和养老机构床位以及社区综合服务设施覆盖率" * 1000
    assert growth(lambda size: book.matches(text * size, "%"), 1, 4) < 3


def test_plausible_ranges() -> None:
    book = codebook()
    assert book.denominators("low_income_standard", Decimal(6016), "农村", 2020) == ("元/人/年",)
    assert book.denominators("low_income_standard", Decimal(660), "城市", 2020) == ("元/人/月",)
    assert book.denominators("low_income_standard", Decimal(660)) == ()  # the whole range does not decide
    assert book.denominators("low_income_persons", Decimal(660)) == ()  # nothing to restore
    for row in read_table("plausible"):
        low, high = Decimal(row["plausible_min"]), Decimal(row["plausible_max"])
        assert high < 12 * low, row


def test_reference_values_are_plausible_for_a_region() -> None:
    """National averages of standards lie inside the ranges; the names agree with the reference table."""
    path = Path(__file__).resolve().parents[2] / "shared" / "reference" / "national.csv"
    if not path.exists():
        pytest.skip("no ../shared/reference beside the repository")
    book = codebook()
    names = {i.name_zh: i for i in book.indicators.values()}
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]
    for name, group, year, value, unit, _ in rows:
        assert name in names, f"{name} of the reference table is not an indicator"
        if unit in ("元/人/月", "元/人/年"):
            monthly = Decimal(value) / (12 if unit == "元/人/年" else 1)
            bounds = book.bounds(names[name].id, group, int(year))
            assert bounds.low <= monthly <= bounds.high, (name, group)


def test_not_comparable_is_symmetric_and_reasoned() -> None:
    book = codebook()
    for indicator in book.indicators.values():
        for other in indicator.not_comparable:
            assert indicator.id in book.indicators[other].not_comparable
            assert all(c.reason and c.reason_zh for c in book.not_comparable(indicator.id, other))
    assert book.not_comparable("nursing_bed_share", "nursing_bed_share")
    assert book.not_comparable("marriages", "cremations") == ()


def test_rates_are_shares_that_are_told_as_what_they_are() -> None:
    rates = {row["indicator_id"]: row["rate"] for row in read_table("rates")}
    assert set(rates.values()) == {"coverage", "growth"} and len(rates) == len(read_table("rates"))
    for id_ in rates:
        assert codebook().indicators[id_].unit == "%"
    for id_ in codebook().indicators:  # an indicator that is called so has its row
        for rate in ("coverage", "growth"):
            assert not id_.endswith(f"_{rate}") or rates.get(id_) == rate, f"add {id_} to rates.csv"


def test_digest_is_that_of_the_tables(root: Path) -> None:
    described = json.loads((root / "data" / "processed" / "datapackage.json").read_text(encoding="utf-8"))
    assert described["software"]["codebook_sha256"] == digest()
    assert len(digest()) == 64


def test_no_wording_stands_for_two_indicators_beside_one_unit() -> None:
    book = codebook()
    units = set(book.families)
    words = defaultdict(list)
    for alias in book.aliases:
        words[plain(alias.wording)].append(alias)
    for wording, aliases in words.items():
        for unit in units:
            fitting = {a.indicator_id for a in aliases if a.unit_hint in book.families_of(unit)}
            assert len(fitting) <= 1, (wording, unit, fitting)


# Refusals: a small codebook that holds, and one change each that does not.


def _indicator(id_: str, unit: str = "人", low: str = "1", high: str = "100", **more: str) -> dict[str, str]:
    row = {
        "id": id_, "name_zh": f"指标{id_}", "name_en": id_, "domain": "population", "unit": unit, "plausible_min": low,
        "plausible_max": high, "rescue": "", "definition": "d", "definition_zh": "义", "not_comparable": "",
    }  # fmt: skip
    return row | more


def _alias(wording: str, id_: str, hint: str = "persons", group: str = "", at: str = "") -> dict[str, str]:
    return {"wording": wording, "indicator_id": id_, "group": group, "unit_hint": hint, "at": at, "note": ""}


def _tables(**changed: Rows) -> dict[str, Rows]:
    tables: dict[str, Rows] = {
        "indicators": [_indicator("a"), _indicator("b", "元")],
        "aliases": [_alias("甲乙", "a"), _alias("丙丁", "b", "money")],
        "groups": [{"wording": "城镇", "group": "城市", "class": "area", "note": ""}],
        "comparability": [],
        "plausible": [],
        "unit_families": [{"family": "persons", "unit": "人"}, {"family": "money", "unit": "元"}],
        "units": [{"written": u, "canonical": u} for u in ("人", "元", "张", "元/人/月")],
    }
    return tables | changed


def _small(**changed: Rows):
    return load(_tables(**changed))


def _id(alias: Alias | None) -> str:
    assert alias is not None
    return alias.indicator_id


def _pair(a: str, b: str, divided_by: str = "", reason: str = "r") -> dict[str, str]:
    return {"id": a, "other": b, "divided_by": divided_by, "reason": reason, "reason_zh": "因"}


def _band(low: str, high: str, years: tuple[int, int] = (2010, 2020), id_: str = "m") -> dict[str, str]:
    return {
        "indicator_id": id_, "group": "", "year_from": str(years[0]), "year_to": str(years[1]),
        "plausible_min": low, "plausible_max": high,
    }  # fmt: skip


MONTHLY = _indicator("m", "元/人/月", "10", "2000")
WITH_MONTHLY = [_indicator("a"), _indicator("b", "元"), MONTHLY]


def test_the_small_codebook_holds() -> None:
    assert set(_small().indicators) == {"a", "b"}
    assert _small(indicators=WITH_MONTHLY, plausible=[_band("100", "1100")]).bounds("m", "", 2015).denominator
    assert not _small(indicators=WITH_MONTHLY, plausible=[_band("100", "1100")]).bounds("m", "", 2021).denominator


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"indicators": [_indicator("a"), _indicator("a")]}, "'a' stands twice"),
        ({"indicators": [_indicator("a"), _indicator("b", name_zh="指标a")]}, "is also that of a"),
        ({"indicators": [_indicator("Ä")]}, "not lower-case ASCII"),
        ({"indicators": [_indicator("a"), _indicator("b", definition="")]}, "definition is empty"),
        ({"indicators": [_indicator("a"), _indicator("b", "斗")]}, "unit '斗' is not in units.csv"),
        ({"indicators": [_indicator("a"), _indicator("b", low="9", high="1")]}, "plausible_min 9 is above"),
        ({"indicators": [_indicator("a"), _indicator("b", low="viel")]}, "'viel' is no number"),
        ({"indicators": [_indicator("a"), _indicator("b", rescue="dash")]}, "rescue is 'dash'"),
        (
            {"indicators": [_indicator("a"), _indicator("b", high="12", rescue="denominator")]},
            "denominator in two ways",
        ),
        ({"indicators": [_indicator("a"), _indicator("b", high="10000", rescue="magnitude")]}, "magnitude in two ways"),
        ({"indicators": [_indicator("a"), _indicator("b", low="0", rescue="magnitude")]}, "magnitude in two ways"),
        ({"indicators": [_indicator("a", not_comparable="b"), _indicator("b")]}, "make the two agree"),
        ({"aliases": [_alias("甲乙", "z")]}, "no indicator 'z'"),
        ({"aliases": [_alias("甲乙", "a", "furlongs")]}, "'furlongs' is no family"),
        ({"aliases": [_alias("甲乙", "a", at="start")]}, "at is 'start'"),
        ({"aliases": [_alias("甲", "a")]}, "at least two characters"),
        ({"aliases": [_alias("甲乙", "a"), _alias("甲(乙)", "a")]}, "stands twice for a"),
        ({"aliases": [_alias("甲乙", "a"), _alias("甲乙", "b")]}, "is under a (persons) and b (persons)"),
        ({"aliases": [_alias("甲乙", "a", group="星上")]}, "group 星上 is not in groups.csv"),
        (
            {
                "aliases": [_alias("甲乙", "a"), _alias("甲乙", "b", "wide")],
                "unit_families": [{"family": f, "unit": "人"} for f in ("persons", "wide")],
            },
            "which share a unit",
        ),
        ({"unit_families": [{"family": "persons", "unit": "斗"}]}, "unit '斗' is not in units.csv"),
        ({"unit_families": [{"family": "any", "unit": "人"}]}, "takes no row"),
        ({"groups": [{"wording": "城镇", "group": g, "class": "area", "note": ""} for g in "甲乙"]}, "stands twice"),
        ({"comparability": [_pair("a", "z")]}, "'z' is not in indicators.csv"),
        ({"comparability": [_pair("a", "a")]}, "needs divided_by"),
        ({"comparability": [_pair("a", "b", reason="")]}, "a reason is empty"),
        ({"comparability": [_pair("a", "b")]}, "make the two agree"),
        ({"plausible": [_band("1", "2", id_="z")]}, "not in indicators.csv"),
        ({"indicators": WITH_MONTHLY, "plausible": [_band("100", "1200")]}, "denominator in two ways"),
        ({"indicators": WITH_MONTHLY, "plausible": [_band("1000", "3000")]}, "may only narrow it"),
        (
            {"indicators": WITH_MONTHLY, "plausible": [_band("100", "900"), _band("100", "900", (2020, 2021))]},
            "overlap another row",
        ),
    ],
)
def test_refusals(changed: dict[str, Rows], told: str) -> None:
    with pytest.raises(CodebookError) as error:
        _small(**changed)
    assert told in str(error.value)


def test_the_packages_tables_are_those_that_are_loaded() -> None:
    tables = {name: read_table(name) for name in TABLES}
    assert load(tables).indicators == codebook().indicators
