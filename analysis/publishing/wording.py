"""Wording in Chinese and English: key → (zh, en). Only data; :mod:`analysis.publishing.words` reads it."""

WORDING: dict[str, tuple[str, str]] = {
    # groups, roles, marks, measures
    "group.": ("未注明", "Group not stated"),
    "role.attained": ("实现值", "Attained"),
    "role.target": ("目标", "Target"),
    "role.past target": ("上期目标", "Target of the last period"),
    "role.baseline": ("基期", "Baseline"),
    "target.>": ("目标（不低于）", "Target (at least)"),
    "target.<": ("目标（不超过）", "Target (at most)"),
    "target.D": ("目标（达到）", "Target (exactly)"),
    "kind.standard": ("执行标准", "In force"),
    "kind.target": ("目标", "Target"),
    "mark.inferred": ("年份为推定", "Date inferred"),
    "mark.damaged": ("原文受损", "Damaged in the source"),
    "mark.flagged": ("带标记，须核对", "Flagged: check first"),
    "mark.conflict": ("文中另有不同数值", "Another value is stated too"),
    "conversion.as written": ("原值", "as written"),
    "period.annual": ("年度", "annual"),
    "severity.error": ("错误", "error"),
    "severity.warning": ("警告", "warning"),
    "severity.note": ("提示", "note"),
    "measure.total": ("累计增长", "total"),
    "measure.yearly": ("年均增长", "a year"),
    # figures
    "axis.level": ("低保标准（元/人/月）", "Low-income standard (yuan per month)"),
    "axis.ratio": ("农村标准占城市标准的比例（%）", "Rural standard as % of urban"),
    "axis.beds": ("每千名老年人养老床位数（张）", "Beds per 1,000 elderly"),
    "axis.growth": ("低保标准增长率（%）", "Growth of the standard (%)"),
    "levels": ("低保标准", "low-income standards"),
    "ratios": ("农村与城市低保标准之比", "rural and urban standards of one year"),
    "beds": ("每千名老年人养老床位数", "beds per 1,000 elderly"),
    "growths": ("可复算的低保标准增长率", "stated growth that could be recomputed"),
    "nothing": ("所选文件中没有可比较的数据：{what}", "Nothing to compare in the chosen documents: {what}"),
    "not_stated": ("（未载{what}）", " ({what} not stated)"),
    "stated": ("文中所称", "As stated"),
    "recomputed": ("据文中标准复算", "Recomputed from the levels"),
    "stated_recomputed": ("所称 {stated}，复算 {recomputed}", "stated {stated}, recomputed {recomputed}"),
    "figure.low_income_levels": ("低保标准", "Low-income standards"),
    "figure.rural_urban_ratio": ("农村低保标准占城市标准的比例", "Rural standard as a share of the urban one"),
    "figure.growth_check": ("低保标准增长率：文中所称与复算", "Growth of the standards: stated and recomputed"),
    "figure.beds_per_thousand": ("每千名老年人养老床位数", "Beds per 1,000 elderly"),
    "figure.nursing_bed_share": ("护理型床位占比：基期与目标", "Share of nursing beds: baseline and target"),
    "figure.government_bed_share": (
        "政府运营床位占比：基期与目标",
        "Share of government-run beds: baseline and target",
    ),
    "figure.inclusive_bed_share": (
        "普惠性床位占比：基期与目标",
        "Share of inclusive (普惠) beds: baseline and target",
    ),
    # captions
    "caption.source": (
        "来源：{documents} 份文件，{rows} 条记录（{regions}）。",
        "Source: {documents:# document|# documents}, {rows:# record|# records} ({regions}).",
    ),
    "caption.pages": (
        "共 {total} 行或地区，其中 {left} 个未画出，数据见 CSV；可选定地区重画。",
        "{left} of {total} rows or regions are not drawn: their data are in the CSV; choose regions to draw them.",
    ),
    "caption.of": ("来源：{documents} 份文件。", "Source: {documents:# document|# documents}."),
    "caption.none": ("所选文件中没有可比较的数据。", "Nothing to compare in the chosen documents."),
    "caption.inferred": ("空心：年份由上下文推定（{count} 条）。", "Hollow: date inferred from context ({count})."),
    "caption.flagged": ("圆圈：带标记，须核对原文（{count} 条）。", "Ring: flagged, see the source first ({count})."),
    "caption.damaged": ("叉号：原文数字受损（{count} 条）。", "Cross: number damaged in the source ({count})."),
    "caption.conflict": ("≠：文中另有不同数值（{count} 条）。", "≠: another value is stated too ({count})."),
    "caption.divided": (
        "按年公布的标准除以 12（{count} 条）。",
        "Standards stated per year are divided by 12 ({count}).",
    ),
    "caption.comparators": (
        "三角朝右为“不低于”，朝左为“不超过”，菱形为“达到”。",
        "Triangle to the right: at least; to the left: at most; diamond: exactly.",
    ),
    "caption.left_out": (
        "另有 {count} 条无法比较，未画出。",
        "{count:# more cannot be compared and is|# more cannot be compared and are} not drawn.",
    ),
    # notebooks
    "part.data": ("数据及其局限", "The data and their limits"),
    "part.figures": ("图", "Figures"),
    "part.table": ("表", "Table"),
    "part.findings": ("发现", "Findings"),
    "part.limits": ("本比较不能说明什么", "What this cannot say"),
    "choice": ("地区：{regions}；规划期：{periods}。", "Regions: {regions}. Periods: {periods}."),
    "all": ("全部", "all"),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "stop": ("。", "."),
    "yes": ("是", "yes"),
    "points": ("个百分点", " percentage points"),
    "sentence": ("原文", "sentence"),
    "more_citations": ("另有 {count} 份，见文件。", "{count:# more is|# more are} in the files."),
    "more_rows": ("另有 {count} 行，见 CSV。", "{count:# more row|# more rows}: see the CSV."),
    "no_rows": ("没有数据。", "No rows."),
    "no_findings": ("所选文件中没有足以陈述的发现。", "The chosen documents hold nothing to state here."),
    "more_findings": ("另有 {count} 条，从略。", "{count:# more is|# more are} not printed."),
    "basis.documents": (
        "所选 {chosen} 份文件，其中 {used} 份载有相关数据，共 {facts} 条。",
        "{chosen:# document|# documents} chosen; {used} of them with something relevant: {facts:# fact|# facts}.",
    ),
    "basis.silent": (
        "未载相关数据的文件 {count} 份：{names}。",
        "{count:# document states|# documents state} nothing relevant: {names}.",
    ),
    "basis.inferred": ("{count} 条的年份由上下文推定。", "The date of {count} is inferred from the context."),
    "basis.damaged": ("{count} 条在原文中受损。", "{count:# is|# are} damaged in the source."),
    "basis.flagged": (
        "{count} 条带标记，使用前须核对原文。",
        "{count:# carries|# carry} a flag: see the source before use.",
    ),
    "basis.conflict": ("{count} 条与文中另一数值不一致。", "{count:# disagrees|# disagree} with another statement."),
    "basis.divided": (
        "{count} 条按年公布，除以 12 折合为每月。",
        "{count:# is|# are} stated per year and divided by 12.",
    ),
    "basis.left_out": ("{count} 条无法比较：{reason}。", "{count} cannot be compared: {reason}."),
    "02_low_income_standards.title": ("低保标准", "Low-income standards"),
    "02_low_income_standards.question": (
        "各地城乡低保标准是多少，农村与城市相差几何，与全国平均差多少，特困供养标准是其几倍，"
        "文中所称增长率与其自身数字是否一致？",
        "How high are urban and rural low-income standards (低保), how far apart are they and how far from the "
        "national average, which multiple of them is support for the destitute (特困), and does the growth that "
        "documents state agree with their own figures?",
    ),
    "02_low_income_standards.limits": (
        "- 标准是公布的水平，不是实际补助的平均额。\n- 未作价格平减，也未考虑各地生活费用差异。\n"
        "- 文件未写明的年份由上下文推定，图中为空心点；连线之间的年份没有数据。\n"
        "- 全国数只与同年相比，码本中没有的年份不作比较，也不插值。\n"
        "- 特困标准若未注明城乡，对城市和农村低保标准分别计算倍数。\n"
        "- 复算只用文中给出的年份：所称五年平均增长而文中缺基年时，按四年复算。",
        "- A standard is a published level, not the average amount paid.\n"
        "- Nothing is deflated, and costs of living differ between places.\n"
        "- Years that a document does not write are inferred (hollow points); "
        "between points that a line joins there are no data.\n"
        "- National averages are compared within one year only; years the codebook does not have are left out, not "
        "interpolated.\n"
        "- A destitute standard without urban or rural is divided by each of the two low-income standards.\n"
        "- Recomputed growth uses only the years that a document states: "
        "a five-year average without its base year is recomputed over four years.",
    ),
    "03_bed_ratios.title": ("养老床位", "Beds for the elderly"),
    "03_bed_ratios.question": (
        "每千名老年人有多少张养老床位，护理型、政府运营和普惠性床位各占多少，规划要求改变多少，床位数隐含多少老年人？",
        "How many beds are there per 1,000 elderly, which shares are nursing, government-run and inclusive (普惠) "
        "beds, how much change do plans ask for, and how many elderly people do the beds imply?",
    ),
    "03_bed_ratios.limits": (
        "- 各地“老年人”可能指户籍或常住、60 岁或 65 岁以上，文件多不写明。\n"
        "- “≥”是下限而非预测：目标与基期之差是规划要求的最小变化。\n"
        "- 床位口径（是否含社区和家庭养老床位）各期可能不同。\n- 不从别的文件借用基期。",
        "- Documents rarely say whether “elderly” means residents or registered persons, from 60 or from 65.\n"
        "- “≥” is a floor, not a forecast: the difference from the baseline is the least change the plan asks for.\n"
        "- Whether beds in communities and homes are counted may differ between places and periods.\n"
        "- No baseline is borrowed from another document.",
    ),
    # findings
    "claim.level": (
        "{region}{group}低保标准 {year} 年为每人每月 {level} 元。",
        "{region}, {group}: {level} yuan a month in {year}.",
    ),
    "claim.rise": (
        "{region}{group}低保标准由 {first_year} 年每人每月 {first} 元变为 {year} 年 {level} 元，变化 {rise}%。",
        "{region}, {group}: from {first} yuan a month in {first_year} to {level} in {year}, a change of {rise}%.",
    ),
    "claim.ratio": (
        "{region} {year} 年农村标准为城市标准的 {last}%。",
        "{region}: the rural standard was {last}% of the urban one in {year}.",
    ),
    "claim.ratios": (
        "{region}农村标准占城市标准的比例由 {first_year} 年的 {first}% 变为 {year} 年的 {last}%。",
        "{region}: the rural standard went from {first}% of the urban one in {first_year} to {last}% in {year}.",
    ),
    "claim.growth": (
        "{region}{group}标准：文中称{measure} {stated}%，据 {first_year}—{year} 年标准复算为 {recomputed}%，"
        "相差 {difference} 个百分点。",
        "{region}, {group}: stated growth ({measure}) {stated}%, recomputed from the levels of {first_year} and {year} "
        "{recomputed}%, a difference of {difference} percentage points.",
    ),
    "claim.agrees": ("两者在四舍五入范围内一致。", " They agree within rounding."),
    "claim.aim": (
        "{region}{indicator}：{baseline}{unit}（{baseline_year} 年）→ {target}{unit}（{target_year} 年），"
        "变化 {change}{points}。",
        "{region}, {indicator}: {baseline}{unit} ({baseline_year}) → {target}{unit} ({target_year}), "
        "a change of {change}{points}.",
    ),
    "claim.baseline": (
        "{region}{indicator} {baseline_year} 年为 {baseline}{unit}，文中未载目标。",
        "{region}, {indicator}: {baseline}{unit} in {baseline_year}; no target is stated.",
    ),
    "claim.target": (
        "{region}{indicator}目标为 {target}{unit}（{target_year} 年），文中未载基期。",
        "{region}, {indicator}: the target is {target}{unit} ({target_year}); no baseline is stated.",
    ),
    "claim.attained": (
        "{region}{indicator}：上期目标 {aim}（{year} 年），实现 {got}。",
        "{region}, {indicator}: the last period’s target for {year} was {aim}; attained: {got}.",
    ),
    # columns of panels
    "column.region": ("地区", "Region"),
    "column.doc_id": ("文件", "Document"),
    "column.year": ("年份", "Year"),
    "column.group": ("对象", "Group"),
    "column.kind": ("类别", "Kind"),
    "column.role": ("性质", "Role"),
    "column.level": ("元/人/月", "Yuan per month"),
    "column.conversion": ("折算", "Conversion"),
    "column.value": ("数值", "Value"),
    "column.value_max": ("上限", "Upper end"),
    "column.unit": ("单位", "Unit"),
    "column.comparator": ("比较", "Comparator"),
    "column.inferred": ("年份推定", "Date inferred"),
    "column.damaged": ("受损", "Damaged"),
    "column.flagged": ("带标记", "Flagged"),
    "column.flags": ("标记", "Flags"),
    "column.conflict": ("另有不同数值", "Disputed"),
    "column.left_out": ("未比较的原因", "Why not compared"),
    "column.indicator_id": ("指标", "Indicator"),
    "column.fact_id": ("出处", "Source"),
    "column.baseline": ("基期值", "Baseline"),
    "column.baseline_comparator": ("基期比较", "Baseline comparator"),
    "column.baseline_year": ("基期年", "Baseline year"),
    "column.baseline_fact": ("基期出处", "Baseline source"),
    "column.target": ("目标值", "Target"),
    "column.target_comparator": ("目标比较", "Target comparator"),
    "column.target_year": ("目标年", "Target year"),
    "column.target_fact": ("目标出处", "Target source"),
    "column.change": ("需变化", "Change"),
    "column.measure": ("指标", "Measure"),
    "column.stated": ("文中所称（%）", "Stated (%)"),
    "column.recomputed": ("复算（%）", "Recomputed (%)"),
    "column.from_year": ("起", "From"),
    "column.to_year": ("止", "To"),
}
