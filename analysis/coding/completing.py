"""Phrases that say too little by themselves (资金, 床位, 农村) completed by what their sentence is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analysis.codebook import codebook
from analysis.coding.groups import PLACED, beside, group_in, group_words, leading_group, place_words, within
from analysis.coding.lexicon import alternation, cue_at_end, cue_pattern, cues, denominators, spent_of
from analysis.coding.linking import Link
from analysis.coding.phrases import (
    CONNECTORS,
    bare_level,
    generic,
    growth_pattern,
    is_level,
    is_rate,
    is_share_of,
    only_verbs,
    paid_on_average,
    starts_with_verb,
    strip_leading,
    strip_links,
    without_giving,
    without_leading_verb,
    without_level,
)
from analysis.coding.quantities import Quantity
from analysis.coding.sentences import Clause
from analysis.coding.setting import Topic

_RATIO = re.compile(r"\d[:∶]\d")  # 按照4:6的比例负担
TOGETHER = "sum of several"  # the rule of a sum for several kinds of persons
_NEXT_CLAUSE = re.compile(r"[,、](?P<words>[^,;:。()\d]{1,12}(?:\d+[一-鿿])?[^,;:。()\d]{3,16})")


class Completed(NamedTuple):
    """What a number counts: its phrase, the group, the topic that was added to the phrase, and the verb."""

    phrase: str
    group: str
    topic: str
    verb: str
    rule: str = ""  # where it is another than that of the link


def complete(view: str, end: int, q: Quantity, link: Link, topic: Topic, heading: str, whole: str) -> Completed:
    """What a number counts where its own words may say too little; ``end`` is where its sentence ends.

    ``heading`` serves where the sentences before it name nothing and it names a project (迁建县社会福利院); ``whole``
    is what the number is a part of.
    """
    phrase, about, verb, inherited = link.phrase, topic.phrase, link.verb, ""
    if not about and (phrase in cues("of_topic") or only_verbs(phrase)) and starts_with_verb(strip_leading(heading)):
        about = strip_leading(heading)
    if phrase in cues("bare_placement") and q.dimension == "persons" and cue_pattern("scheme").search(about):
        children = cue_pattern("child").search(about)  # 孤儿585名(机构86名、散居499名); 特困人员1230人(集中296人)
        phrase = f"{phrase}养育" if children else f"{phrase}{PLACED}"
    left = _no_longer_entitled().fullmatch(phrase)
    if left and (scheme := cue_pattern("scheme_by_area").search("".join((heading, *topic.heard, about)))):
        phrase = f"{left['verb']}{scheme.group()}{left['whom']}"  # 低保复核中,清退不符合条件对象120户
    behind = _group_behind().fullmatch(phrase)
    if behind and group_words(behind["group"]):
        phrase = f"{behind['group']}{behind['noun']}"  # 补助水平城市达到…
    group = next((f[6:] for f in q.flags if f.startswith("group:")), link.group)
    of_persons = q.dimension == "persons" and cue_at_end("person_noun").search(phrase) is not None
    named = of_persons and codebook().match(phrase, q.unit) is not None  # 空巢老人9200人、失能老人3120人
    if q.percent and (level := _level_covered().fullmatch(phrase)) and (covered := _covered().fullmatch(about)):
        what = covered["what"] or without_leading_verb(topic.counted)
        phrase = f"{level['level']}{what}{level['rate'] or '覆盖率'}"  # 城市社区服务设施实现全覆盖,农村社区达到80%
    elif (
        phrase
        and about
        and group_words(phrase)
        and not (group or named or (q.percent and _both_persons(phrase, about)))
    ):
        group = group_in(phrase) or phrase
        group = within(topic.group, group)
        both = beside(phrase, about)
        of_both = group_in(both)  # 二级 of 重度残疾人, 一类地区 of 城市低保标准
        group = of_both if of_both.startswith(group) or of_both.endswith(f" {group}") else group
        phrase, inherited = both, about
    elif phrase and about and place_words(phrase) and not group:
        group, phrase = phrase, f"{phrase}{about}"
    elif q.dimension.startswith("money_per") and (joined := _joined(phrase, about, topic)):
        phrase, inherited = joined, about  # 孤儿养育标准调整如下:社会散居孤儿每人每月1265元
    elif of_persons and not (topic.carried or _GRADE.match(phrase)) and (among := _among_whom().match(about)):
        phrase = f"{among.group()}{phrase}"  # 农村低保对象中,老年人7421人、重度残疾人2958人
    elif (graded := _graded(phrase, about)) is not None:
        phrase, inherited = f"{graded[0]}{phrase}{graded[1]}", "".join(graded)
    elif not phrase or ((only_verbs(phrase) or generic(phrase)) and not _counts_itself(phrase, q)):
        if (all_paid := _paid_together(phrase, q, topic)) is not None:
            return all_paid
        money = q.dimension.startswith("money")
        about = "" if (money or q.dimension in ("persons", "households")) and is_rate(about) else about
        if q.dimension.startswith("money_per") and names_benefit(strip_leading(heading)):
            about = strip_leading(heading)  # (二)护理补贴。对象为…。补贴标准为每人每月40元
        if q.dimension == "money" and topic.unit.startswith("元/") and generic(strip_leading(phrase)):
            about = topic.first or strip_leading(heading) or about  # 补助水平236元;累计支出资金4498万元
        of_group = q.percent or (q.dimension.startswith("money_per") and about not in topic.heard)
        own_group = topic.group and group_in(topic.counted) == topic.group != group_in(about) != ""
        if (of_group and own_group) or (q.percent and topic.part and "占" in phrase):
            about = topic.counted  # 65周岁及以上9.31万人,占13.9%
        rate = strip_leading(without_leading_verb(strip_leading(phrase)))
        rated = _rated(rate, topic) if q.percent and is_rate(rate) else ""
        about, phrase = (rated, rate) if rated else (about, phrase)
        bare = (not about or topic.carried) and phrase not in cues("of_topic")
        if bare and q.dimension == "money" and generic(phrase) and _next_words(view, q.end, end):
            return Completed(f"{phrase}{_next_words(view, q.end, end)}", group, "", verb)
        about = topic.first if topic.first and cue_pattern("grand_total").search(phrase) else about
        if topic.listed and q.unit == "张":
            about = _of_all(topic.listed, about)
        verb = verb or topic.verb
        inherited = about if about and phrase not in about else ""
        if (not phrase and not group_in(about)) or place_words(topic.group):
            group = group or topic.group
        phrase = _under(about, phrase, q, topic) if inherited else about or phrase
    elif (
        q.dimension == "money"
        and about
        and not (topic.carried or _RATIO.search(about))
        and payer_alone().fullmatch(phrase)
    ):
        if not (whole or cue_pattern("payer").search(about)):  # 建立临时救助制度,县财政安排专项资金50万元
            phrase, inherited = f"{without_leading_verb(about)}{phrase}", about
    elif q.dimension == "money" and not topic.carried and _received(phrase, about, topic):
        phrase = f"{about.removesuffix(without_giving(phrase))}{phrase}"  # 为3.9万名孤儿发放基本生活费6.4亿元
    elif q.dimension.startswith("money") and not topic.carried and _pays_nobody(phrase):
        phrase = f"{_recipient(about)}{phrase}"  # 农村幸福院一次性建设补助3万元,每年运营补助5000元
    elif phrase in cues("area_level") and topic.rate and is_rate(about):
        phrase = f"{phrase}{about}"  # 乡镇覆盖率达到100%,行政村达到80%
    elif (level := _rate_by_level().fullmatch(phrase)) and about and not topic.carried and level["rate"] not in about:
        phrase = f"{without_leading_verb(about)}{phrase}"  # 幸福院达到142个,行政村覆盖率56.8%
    elif phrase.startswith("占") and about and not is_rate(about):
        own_group = topic.group and group_in(topic.counted) == topic.group != group_in(about)
        phrase = (
            f"{topic.counted if own_group or topic.part else about}{phrase}"  # 其中80岁以上4.1万人,占老年人口的12.8%
        )
    share = q.dimension == "percent" and link.rule == "noun before number" and (topic.rate or is_share_of(phrase))
    if share and not is_rate(phrase) and not growth_pattern().search(phrase):
        phrase += "占比"
    return Completed(phrase, group or _area_so_far(link.phrase, topic), inherited, verb)


def _area_so_far(phrase: str, topic: Topic) -> str:
    """The one area whose recipients the sentence tells of: 农村低保对象560户,…,发放低保金71万元; empty for others."""
    if group_in(phrase) or topic.carried:
        return ""
    scheme = cue_pattern("scheme_by_area").search(phrase)
    if scheme is None and not (bare_level(phrase) or paid_on_average().fullmatch(phrase)):
        return ""
    told = (*topic.heard, *topic.recent)
    named = {group_in(p) for p in told if scheme is None or cue_pattern("scheme_by_area").search(p)}
    areas = {area for area in named if area in cues("area")}
    return areas.pop() if len(areas) == 1 else ""


@cache
def _no_longer_entitled() -> re.Pattern[str]:
    """That those leave a scheme who have no claim to it any longer, where the scheme is not named again."""
    leave, entitled = alternation(cues("left")), alternation(cues("unentitled"))
    whom = alternation([*cues("person_noun"), "家庭"])
    return re.compile(rf"(?P<verb>{leave})(?:{entitled})的?(?P<whom>(?:{whom})?)")


def _joined(phrase: str, about: str, topic: Topic) -> str:
    """Who is paid with the level that the words before name of them; empty where it is not of them."""
    about = cue_at_end("as_follows").sub("", about)
    if topic.carried or not is_level(about) or cue_pattern("payment").search(phrase):
        return ""
    shared = next((n for n in range(min(len(phrase), len(about) - 1), 1, -1) if phrase.endswith(about[:n])), 0)
    return phrase + about[shared:] if shared else ""


_GRADE = re.compile(r"(?:[一二三四五六七八九十]|[1-9]|[A-Da-d甲乙丙丁])(?P<kind>[档级类等])")


def _graded(phrase: str, about: str) -> tuple[str, str] | None:
    """What a grade is of, before and behind it, where only the first of several says it; None for others.

    护理补贴一档45人,二档(…)213人; 一类低保每人每月220元,二类190元.
    """
    own = _GRADE.match(phrase)
    if own is None or cue_pattern("divided_into").search(about):
        return None
    first = _GRADE.search(about)
    alone = own.end() == len(phrase)
    if first is None:
        return (about, "") if alone and about else None
    head, tail = about[: first.start()], about[first.end() :] if alone else ""
    return (head, tail) if first["kind"] == own["kind"] and (head or tail) else None


def _both_persons(phrase: str, about: str) -> bool:
    """Whether words name persons of their own beside others: 老年人占35%,重度残疾人占22%; not 农村 beside them."""
    persons = cue_at_end("person_noun")
    return persons.search(phrase) is not None and persons.search(strip_links(about.removesuffix("占比"))) is not None


@cache
def _paid_only() -> re.Pattern[str]:
    """What is paid and at which rate, without who gets it: 每年运营补助, 一次性建设补贴."""
    rate = alternation([*denominators(), *cues("fronted"), *cues("gives")])
    kind, payment = alternation([*cues("running"), *cues("building")]), alternation(cues("payment"))
    return re.compile(rf"(?P<to>.*?)(?:{rate})*(?:{kind})+(?:{payment})(?:标准)?")


@cache
def payer_alone() -> re.Pattern[str]:
    """Who pays, and that it pays, without what for: 县财政安排专项资金."""
    money = alternation([*cues("flow"), *cues("budgets"), *cues("paid_in")])
    return re.compile(rf"(?:{alternation(cues('payer'))})(?:{money})*")


def _counts_itself(phrase: str, q: Quantity) -> bool:
    """Whether general words are what the codebook counts: 结婚登记3560对,补发 1023对; 接受捐赠 2万元."""
    known = codebook().match(phrase, q.unit)
    if known is None:
        return False
    verb_alone = known.wording == phrase and only_verbs(phrase)
    return verb_alone or (q.dimension == "money" and known.indicator_id in spent_of())


@cache
def _among_whom() -> re.Pattern[str]:
    """Persons of whom some are counted: 农村低保对象中, perhaps with the part that was counted first."""
    return re.compile(rf".{{2,}}(?:{alternation(cues('person_noun'))})中(?=[^中]{{0,12}}$)")


def _received(phrase: str, about: str, topic: Topic) -> bool:
    """Whether what is handed out goes to the persons counted before it, as the codebook knows it to do."""
    paid = without_giving(phrase)
    if topic.unit not in ("人", "户") or paid == phrase or codebook().match(phrase, "元") is not None:
        return False
    return codebook().match(f"{about}{paid}", "元") is not None


def _pays_nobody(phrase: str) -> bool:
    m = _paid_only().fullmatch(phrase)
    return m is not None and not m["to"]


def _recipient(about: str) -> str:
    """Who gets a payment that a phrase names."""
    m = _paid_only().fullmatch(about)
    return m["to"] if m else ""


@cache
def _covered() -> re.Pattern[str]:
    """Universal coverage of one level or area, and of what: 城市社区 服务设施 实现全覆盖, 服务设施 实现城市 全覆盖."""
    level, verbs, universal = _level_or_area(), alternation(cues("coverage_verb")), alternation(cues("universal"))
    return re.compile(rf"(?:{level})?(?P<what>.{{2,20}}?)??(?:{verbs})?(?:{level})?(?:{universal})")


@cache
def _level_covered() -> re.Pattern[str]:
    return re.compile(rf"(?P<level>{_level_or_area()})(?P<rate>{alternation(cues('coverage_rate'))})?")


def _level_or_area() -> str:
    return alternation([*cues("area_level"), *cues("area")])


@cache
def _rate_by_level() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(cues('area_level'))})(?P<rate>{alternation(cues('coverage_rate'))})")


def names_benefit(heading: str) -> bool:
    """Whether a heading is the name of one benefit: 运营补贴, 孤儿养育标准, 旱灾救助项目; not 补贴对象和标准."""
    named = _one_benefit().search(heading) is not None and heading not in cues("no_benefit")
    return named and not any(c in heading for c in CONNECTORS)


def benefit_label(words: str) -> str:
    """The benefit that words before a colon name for all behind it; empty where they name none.

    >>> benefit_label("向受灾户发放取暖补贴的标准是"), benefit_label("主要工作")
    ('取暖补贴标准', '')
    """
    given = max((m.end() for m in cue_pattern("handing").finditer(words)), default=0)
    named = strip_links(words[given:].rstrip("为是")).replace("的标准", "标准")
    paid = cue_pattern("payment").search(named.removesuffix("标准")) is not None
    return named if paid and len(named) <= LONGEST_LABEL and names_benefit(named) and not generic(named) else ""


LONGEST_LABEL = 12


@cache
def _one_benefit() -> re.Pattern[str]:
    projects = rf"(?:{alternation(cues('benefit_project'))})项目"
    return re.compile(rf"(?:(?:{alternation(cues('payment'))})(?:标准|政策|制度)?|{projects})$")


def _rated(rate: str, topic: Topic) -> str:
    """What a bare rate (覆盖率) is of: the last clause of the sentence that names something the codebook has it for.

    Some rates are of what was counted before: 养老机构96家,床位1.2万张,入住老人3100人,入住率26%.
    """
    if heard := next((h for h in reversed(topic.heard) if codebook().matches(f"{h}{rate}", "%")), ""):
        return heard
    counted = reversed((topic.first, *topic.recent)) if rate in cues("rate_of_counted") and not topic.carried else ()
    known = [c for c in counted if c and any(m.end > len(c) for m in codebook().matches(f"{c}{rate}", "%"))]
    return next((c for c in known if not group_in(c)), "") or next(iter(known), "")  # of all, not of the part told last


@cache
def _group_behind() -> re.Pattern[str]:
    return re.compile(rf"(?P<noun>.{{0,12}}(?:{alternation(cues('benefit_noun'))}))(?:为|是)?(?P<group>[一-鿿]{{2,4}})")


def _next_words(view: str, start: int, end: int) -> str:
    """What money is for, from the clause behind it: 争取资金894万元,实施社会工作服务项目89个.

    A clause that begins with no verb and no preposition (其中用于孤儿1200万元, 是2015年的1.8倍) says nothing of it.
    """
    m = _NEXT_CLAUSE.match(view, start, end)
    if m and not (starts_with_verb(m["words"]) or m["words"].startswith(cues("preposition"))):
        return ""
    return re.sub(r"\d+[一-鿿]", "", m["words"]) if m else ""


def _of_all(listed: Sequence[str], about: str) -> str:
    """What several kinds of homes counted before are together: 敬老院12所、福利院2所; ``about`` for one kind of them.

    Empty where they are homes for others than the elderly.
    """
    known = codebook()
    kinds = {m.alias.indicator_id for words in listed for m in known.matches(words, "个")[-1:]}
    if len(kinds) < 2:
        return about
    homes = "".join(cues("homes"))
    domains = {known.indicators[kind].domain for kind in (*kinds, known.matches(homes, "个")[0].alias.indicator_id)}
    return homes if len(domains) == 1 else ""


def _paid_together(phrase: str, q: Quantity, topic: Topic) -> Completed | None:
    """What a sum is for that was paid to all who were counted before it; None where they are one kind of persons.

    困难残疾人生活补贴3215人、重度残疾人护理补贴4106人,共发放712.9万元; 城市低保1200人、农村低保3400人,共发放800万元.
    """
    named = {paid: codebook().match(f"{paid}{phrase}", q.unit) for paid in topic.paid} if q.dimension == "money" else {}
    known = {paid: alias for paid, alias in named.items() if alias is not None}
    if len(known) < 2:
        return None
    if len({alias.indicator_id for alias in known.values()}) > 1:
        names = ("和" if len(known) == 2 else "、").join(map(without_giving, known))
        return Completed(f"{names}{phrase}", "", "", topic.verb, TOGETHER)
    whole = leading_group(next(reversed(known)))[1]
    alike = len(set(map(group_in, known))) == 1
    return Completed(f"{whole}{phrase}", "", "", topic.verb) if whole and not alike else None


def _under(about: str, words: str, q: Quantity, topic: Topic) -> str:
    """Words that say too little, completed by their topic: 改扩建 (5所) of 新建敬老院, 床位 of 养老机构."""
    noun = without_leading_verb(about)
    if is_level(words):  # 救助水平 beside 低保标准 is 低保救助水平
        noun = without_level(noun)
    if noun.endswith(words):
        return noun
    alike = q.unit == topic.unit or {q.unit, topic.unit} == {"人", "户"}
    verb_first = only_verbs(words) and alike and not words.startswith("每")
    return f"{words}{noun}" if verb_first else f"{noun}{words}"


def subject_of(q: Quantity, topic: Topic) -> str:
    """What the sentence counted first; for a share what it counted last (幸福院347个,覆盖34%的行政村)."""
    last = "" if topic.carried else topic.phrase
    return (last if q.percent else "") or topic.first or last


def verb_of_whole(view: str, clause: Clause, topic: Topic) -> str:
    """The verb that also governs the parts told behind what was added: 新增床位300张,其中 护理型床位200张."""
    part = cue_pattern("of_which").match(view, clause.start, clause.end)
    return topic.verb if part and cue_pattern("added").search(topic.verb) else ""
