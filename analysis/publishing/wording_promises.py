"""Wording about promises, money and the profile of a document in Chinese and English: key → (zh, en). Only data."""

PROMISES: dict[str, tuple[str, str]] = {
    # standards and beds: what notebooks 02 and 03 add
    "axis.multiple": ("特困供养标准为低保标准的倍数", "Destitute support standard as a multiple of dibao"),
    "multiples": ("同年的特困供养标准与低保标准", "destitute and low-income standards of one year"),
    "national_figures": ("同年的全国平均标准", "national averages of the same year"),
    "said.national": ("{level}，全国 {national}（{percent}%）", "{level}, national {national} ({percent}%)"),
    "local_level": ("当地标准", "Local level"),
    "national_level": ("同年全国平均", "National average of the year"),
    "implied": ("同年的床位数与每千名老年人床位数", "beds and beds per 1,000 elderly of one year"),
    "said.implied": ("{beds} 张 ÷ {ratio}‰ → {implied}人", "{beds} beds ÷ {ratio}‰ → {implied} people"),
    "implied_bound": ("据机构床位推算（下限）", "Implied by institution beds (a lower bound)"),
    "implied_equal": ("据养老床位推算", "Implied by all elderly-care beds"),
    "stated_population": ("文中所载老年人口", "Elderly population as stated"),
    "axis.implied": ("推算的老年人口（万人）", "Implied elderly population (10,000 persons)"),
    "figure.destitute_multiple": ("特困供养标准为低保标准的倍数", "Destitute support standard as a multiple of dibao"),
    "figure.national_gap": ("低保标准与同年全国平均", "Low-income standards and the national average of the year"),
    "figure.implied_elderly": ("床位所隐含的老年人口", "Elderly population implied by beds"),
    "table.low_income_standards": ("低保标准", "Low-income standards"),
    "table.stated_growth": ("低保标准增长率：文中所称与复算", "Growth of the standards: stated and recomputed"),
    "table.beds": ("养老床位", "Beds for the elderly"),
    "table.bed_pairs": ("养老床位：基期与目标", "Beds for the elderly: baseline and target"),
    "claim.multiple": (
        "{region} {year} 年{group}特困供养标准为{basis}低保标准的 {multiple} 倍。",
        "{region}, {year}: the destitute support standard{group} was {multiple} times the {basis} low-income standard.",
    ),
    "claim.national": (
        "{region}{group}低保标准 {year} 年为每人每月 {level} 元，比同年全国平均（{national} 元）{side} {percent}%。",
        "{region}, {group}: {level} yuan a month in {year}, {percent}% {side} the national average ({national}).",
    ),
    "side.above": ("高", "above"),
    "side.below": ("低", "below"),
    "claim.implied": (
        "{region} {year} 年{indicator} {beds} 张、每千名老年人 {ratio} 张，隐含老年人口{bound} {implied}人。",
        "{region}, {year}: {indicator} {beds}, {ratio} beds per 1,000 elderly, which implies {bound} {implied} elderly "
        "people.",
    ),
    "bound.>=": ("至少", "at least"),
    "bound.=": ("", ""),
    "bound.~": ("约", "about"),
    "caption.comparable": ("口径（{indicator}）：{reason}", "Definition ({indicator}): {reason}"),
    "caption.national": ("全国数据：{sources}。", "National figures: {sources}."),
    # promises
    "05_promises_and_outcomes.title": ("承诺与结果", "Promises and outcomes"),
    "05_promises_and_outcomes.question": (
        "上一规划期承诺了什么，实现了多少，下一期又要求什么：实现、未实现、不再提及，还是换了口径？"
        "约束性指标与预期性指标有何不同？",
        "What did the last period promise, what was attained, and what is asked for next: met, missed, dropped or "
        "redefined? Do binding targets fare otherwise than anticipatory ones?",
    ),
    "05_promises_and_outcomes.limits": (
        "- 目标与结果都出自政府自己的文件，未经他人核实。\n"
        "- 未载结果不等于未实现；不再提及的目标可能另见他文。\n"
        "- 口径可能改变：远超目标者视为换了口径，不计为实现。\n"
        "- 不同文件之间，凡码本指出口径不一的指标不作判断。\n"
        "- 目标方向若文中未写明，按起始值或码本推断，表中注明依据。",
        "- Targets and outcomes are both what governments say of themselves; nobody else has checked them.\n"
        "- No value reported does not mean missed; a target that is dropped may live on in another document.\n"
        "- Definitions change: what lies far beyond its target counts as redefined, not as met.\n"
        "- Between documents nothing is judged whose definition, says the codebook, differs between them.\n"
        "- Where a document does not say whether more or less is meant, the starting value or the codebook does; "
        "the table names which.",
    ),
    "basis.promises": (
        "所选 {chosen} 份文件中，{used} 份载有上一期目标，共 {promises} 项，其中 {attained} 项载有结果。",
        "{chosen:# document|# documents} chosen; {used} with targets of a last period: {promises} of them, {attained} "
        "with an outcome.",
    ),
    "figure.promises": ("上期目标的完成程度", "How far the targets of the last period were attained"),
    "figure.promise_counts": (
        "上期目标完成情况：约束性与预期性",
        "Targets of the last period: binding and anticipatory",
    ),
    "figure.ambition": ("本期目标：基期与目标", "Targets of this period: baseline and target"),
    "table.promises": ("上期目标、结果与下期目标", "Last targets, outcomes and next targets"),
    "table.ambition": ("本期目标要求的变化", "Change that the targets ask for"),
    "promises": ("上一期的目标", "targets of a last period"),
    "axis.promises": ("实现值占目标的百分比（竖线为目标）", "Attained, in % of the target (line: the target)"),
    "axis.promise_counts": ("目标（项）", "Targets"),
    "said.aim": ("目标 {aim}", "target {aim}"),
    "said.aim_got": ("目标 {aim}，实现 {got}", "target {aim}, attained {got}"),
    "said.met": ("{met}/{total} 实现", "{met} of {total} met"),
    "promise.met": ("实现", "Met"),
    "promise.missed": ("未实现", "Missed"),
    "promise.redefined": ("口径改变", "Redefined"),
    "promise.not reported": ("未载结果", "No value reported"),
    "promise.not judged": ("无从判断", "Not judged"),
    "promise.not comparable": ("不可比", "Not comparable"),
    "next.raised": ("提高", "raised"),
    "next.held": ("不变", "held"),
    "next.lowered": ("降低", "lowered"),
    "next.dropped": ("不再提及", "dropped"),
    "next.redefined": ("换了口径", "redefined"),
    "next.no plan": ("后一文件无目标", "no later targets"),
    "direction_from.comparator": ("比较词", "comparator"),
    "direction_from.starting value": ("起始值", "starting value"),
    "direction_from.codebook": ("码本", "codebook"),
    "attribute.约束性": ("约束性", "binding"),
    "attribute.预期性": ("预期性", "anticipatory"),
    "attribute.": ("未注明", "not stated"),
    "claim.promises": (
        "{region}上一期 {total} 项目标中，实现 {met} 项，未实现 {missed} 项，口径改变 {redefined} 项，"
        "未载结果 {silent} 项，无从判断 {open} 项；其中 {dropped} 项在后一文件中不再提及。",
        "{region}: of {total:# target|# targets} of the last period {met:# was|# were} met, {missed} missed, "
        "{redefined} redefined, {silent} left without a value, {open} cannot be judged; {dropped:# is|# are} "
        "dropped from the later document.",
    ),
    "claim.promise": (
        "{region}{indicator}{group}：{year} 年目标 {aim}，实现 {got}：{status}；后一期{next}。",
        "{region}, {indicator}{group}: target for {year} {aim}, attained {got}: {status}; next: {next}.",
    ),
    "claim.attribute": (
        "{attribute}目标 {total} 项，实现 {met} 项。",
        "Of {total:# target that is|# targets that are} {attribute}, {met:# was|# were} met.",
    ),
    "claim.ambition": (
        "{region}本期有 {total} 项百分比目标载有基期，要求变化的中位数为 {median} 个百分点；"
        "最大的是{indicator}：{baseline} → {target}。",
        "{region}: {total:# target in per cent has|# targets in per cent have} a baseline; the median change asked "
        "for is {median} percentage points, the largest that of {indicator}: {baseline} → {target}.",
    ),
    # money
    "06_expenditures.title": ("资金", "Money"),
    "06_expenditures.question": (
        "各项目在何时期支出、筹集、销售多少资金，平均每人每年多少？",
        "How much money was spent, raised or sold, on what and in which years, and how much is that for each recipient "
        "and year?",
    ),
    "06_expenditures.limits": (
        "- 不同时期的总额不放在一起；年均值只是总额除以年数。\n"
        "- 只有文件载明该时期每一年的人数时才计算人均；领取人数是年末数还是平均数，文件多不写明。\n"
        "- 2018 年机构改革后民政职能缩小，跨此年的总额口径不一。\n- 未作价格平减。",
        "- Totals of different periods are never set beside each other; a yearly average is only total by years.\n"
        "- Money is divided by recipients only where the document gives them for every year of the span; "
        "whether these are year-end or average numbers is rarely said.\n"
        "- In 2018 civil affairs lost several duties: totals over that year are of changing scope.\n"
        "- Nothing is deflated.",
    ),
    "figure.spending": ("各项目资金", "Money by programme"),
    "figure.per_recipient": ("人均资金", "Money for each recipient"),
    "table.spending": ("资金", "Money"),
    "table.per_recipient": ("人均资金", "Money for each recipient"),
    "money": ("资金", "sums of money"),
    "unnamed": ("（未注明）", "(not named)"),
    "per_recipient": ("载有各年领取人数的资金", "money with the recipients of each of its years"),
    "axis.money": ("{span} 年合计（元，对数刻度）", "Total of {span} (yuan, logarithmic scale)"),
    "axis.per_recipient": ("每人每年或每人次（元）", "Yuan for each recipient and year, or for each grant"),
    "said.money": ("{total}（年均 {yearly}）", "{total} ({yearly} a year)"),
    "said.per_recipient": ("{value} 元（{span}）", "{value} yuan ({span})"),
    "per.person and year": ("每人每年", "For each recipient and year"),
    "per.grant": ("每人次", "For each grant"),
    "flow.spent": ("支出", "Spent"),
    "flow.raised": ("筹集", "Raised"),
    "flow.sold": ("销售", "Sold"),
    "flow.planned": ("计划", "Planned"),
    "flow.": ("未注明流向", "Flow not stated"),
    "claim.money": (
        "{region} {span} 年{indicator}{flow} {total} 元。",
        "{region}, {span}: {indicator}, {flow}: {total} yuan.",
    ),
    "claim.per_recipient": (
        "{region} {span} 年{indicator}合每人每年 {value} 元（{people} 人年）。",
        "{region}, {span}: {indicator} came to {value} yuan for each recipient and year ({people} person-years).",
    ),
    "claim.per_grant": (
        "{region} {span} 年{indicator}合每人次 {value} 元（{people} 人次）。",
        "{region}, {span}: {indicator} came to {value} yuan for each grant ({people} grants).",
    ),
    # profile
    "07_plan_profile.title": ("文件概览", "Profile of a document"),
    "07_plan_profile.question": (
        "这份文件说了什么、承诺了什么、兑现了什么，读得如何，与其他文件相比如何？",
        "What does this document say, promise and keep, how well was it read, and how does it compare with others?",
    ),
    "07_plan_profile.limits": (
        "- 概览只含这一份文件；其他文件只用于并列相同指标、对象与年份的目标。\n"
        "- 表中每个数字都可追到原句；带标记者须先核对。\n- 指标不在码本中的事实列于表末，不参加比较。",
        "- The profile holds this document only; others stand beside it only where indicator, group and year agree.\n"
        "- Every number leads to its sentence; those with a mark should be looked at first.\n"
        "- Facts whose indicator the codebook does not know are listed, not compared.",
    ),
    "figure.profile_targets": ("百分比目标：基期与目标", "Targets in per cent: baseline and target"),
    "figure.profile_benefits": ("保障标准（元/人/月）", "Benefit levels (yuan per person and month)"),
    "figure.profile_peers": ("目标与其他文件之比较", "Targets among those of other documents"),
    "figure.profile_promises": ("上期目标的完成程度", "How far the targets of the last period were attained"),
    "figure.profile_spending": ("各项目资金", "Money by programme"),
    "table.profile_targets": ("目标", "Targets"),
    "table.profile_facts": ("全部事实", "All facts"),
    "table.profile_issues": ("核对提示", "Findings of checks"),
    "table.profile_measures": ("政策措施", "Policy measures"),
    "shares": ("百分比目标", "targets in per cent"),
    "benefits": ("保障标准", "benefit levels"),
    "peers": (
        "其他文件中相同指标、对象与年份的目标",
        "targets of other documents for the same indicator, group and year",
    ),
    "level_of_year": ("各年标准（前为首年，后为末年）", "Level of a year (in words: first and last)"),
    "axis.benefits": ("元/人/月", "Yuan per person and month"),
    "said.peers": ("另有 {count} 份文件", "others: {count}"),
    "this_document": ("本文件", "This document"),
    "other_documents": ("其他文件", "Other documents"),
    "about.document": ("{title}（{region}，{period}，{sort}）", "{title} ({region}, {period}, {sort})"),
    "part.checks": ("核对提示", "Findings of checks"),
    "claim.profile_target": (
        "{indicator}{group}：{baseline} → {target}（{year} 年）。",
        "{indicator}{group}: {baseline} → {target} ({year}).",
    ),
    "claim.profile_alone": (
        "{indicator}{group}：目标 {target}（{year} 年），文中未载基期。",
        "{indicator}{group}: target {target} ({year}); no baseline is stated.",
    ),
    # columns
    "column.attribute": ("属性", "Attribute"),
    "column.promise": ("上期目标", "Last target"),
    "column.promise_comparator": ("目标比较", "Comparator of the target"),
    "column.promise_fact": ("目标出处", "Source of the target"),
    "column.start": ("起始值", "Start"),
    "column.attained": ("实现值", "Attained"),
    "column.attained_comparator": ("实现比较", "Comparator of the outcome"),
    "column.attained_fact": ("实现出处", "Source of the outcome"),
    "column.promise_status": ("结果", "Outcome"),
    "column.direction_from": ("方向依据", "Direction from"),
    "column.next": ("下期目标", "Next target"),
    "column.next_status": ("下期", "Next"),
    "column.next_indicator": ("下期指标", "Next indicator"),
    "column.next_fact": ("下期出处", "Source of the next"),
    "column.change_yearly": ("年均变化", "Change a year"),
    "column.baseline_note": ("基期说明", "On the baseline"),
    "column.indicator_text": ("原文措辞", "As worded"),
    "column.period_start": ("起始年", "From"),
    "column.period_end": ("终止年", "To"),
    "column.beds_fact": ("床位出处", "Source of the beds"),
    "column.ratio_fact": ("比率出处", "Source of the ratio"),
    "column.subject": ("指标", "Indicator"),
    "column.flow": ("流向", "Flow"),
    "column.span": ("时期", "Years"),
    "column.annual_value": ("年均", "A year"),
    "column.caution": ("口径变化", "Change of scope"),
    "column.recipient_id": ("领取人", "Recipients"),
    "column.recipient_years": ("人年或人次", "Person-years or grants"),
    "column.per_year": ("人均（元）", "For each (yuan)"),
    "column.per_what": ("单位", "For each"),
    "column.basis": ("低保对象", "Dibao group"),
    "column.destitute": ("特困标准", "Destitute"),
    "column.low_income": ("低保标准", "Dibao"),
    "column.multiple": ("倍数", "Multiple"),
    "column.destitute_fact": ("特困出处", "Source (destitute)"),
    "column.low_income_fact": ("低保出处", "Source (dibao)"),
    "column.national": ("全国", "National"),
    "column.gap": ("差额", "Gap"),
    "column.gap_percent": ("差距（%）", "Gap (%)"),
    "column.source": ("来源", "Source"),
    "column.policy_measure": ("政策措施", "Policy measure"),
    "column.domain": ("领域", "Domain"),
    "column.strength": ("力度", "Strength"),
    "column.cue": ("依据", "Cue"),
    "column.line": ("行", "Line"),
    "column.quote": ("原文", "Sentence"),
    "column.severity": ("程度", "Severity"),
    "column.message": ("内容", "Finding"),
    "column.check": ("核对", "Check"),
    "column.expected": ("应为", "Expected"),
    "column.actual": ("实为", "Found"),
    "column.implied": ("推算人口", "Implied"),
    "column.stated_people": ("文中所载人口", "Population as stated"),
    "column.stated_fact": ("所载出处", "Source of the statement"),
    "column.beds": ("床位", "Beds"),
    "column.ratio": ("每千人", "Per 1,000"),
}
