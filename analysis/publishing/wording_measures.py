"""Wording of the notebook about measures and wording in Chinese and English: key → (zh, en). Only data."""

MEASURES: dict[str, tuple[str, str]] = {
    "04_measure_coverage.title": ("措施覆盖", "Measures covered"),
    "04_measure_coverage.question": (
        "各规划覆盖哪些政策措施、承诺到什么程度，哪些表述相同，哪些各有侧重，覆盖率要从多少提高到多少？",
        "Which policy measures do plans cover and how firmly do they commit themselves, which wording do they share, "
        "what sets each apart, and from what to what are coverage rates to rise?",
    ),
    "04_measure_coverage.limits": (
        "- 措施按码本的措辞识别：未收录的说法不会被发现，“未提及”不等于没有这项工作。\n"
        "- 力度说的是措辞，不是投入或效果；成就与承诺分开，但同一句中两者兼有时取承诺。\n"
        "- 相似度比较用词，不比较意思；两份文件相似，可能同出一份上级文件，也可能只是同一时期的套话。\n"
        "- 共同表述指向共同的来源，但不能说明谁抄谁；上级文件不在所选文件中时尤其如此。\n"
        "- 文件少于 10 份时，词的权重（逆文档频率）很粗；特征词依所选文件而定，换一组文件就会不同。\n"
        "- 覆盖率的分母（街道、乡镇、社区或人口）各地可能不同；“全覆盖”按 100% 读。",
        "- Measures are found by the wordings of the codebook: other ways of saying it are missed, and “not stated” "
        "does not mean that nothing is done.\n"
        "- Strength is that of the wording, not of money or effect; achievements are told from commitments, and where "
        "one sentence holds both the commitment counts.\n"
        "- Similarity compares words, not meaning: two documents may both follow one of an upper level, or the set "
        "phrases of their time.\n"
        "- Shared wording points to a common source and does not tell who copied from whom, least of all where the "
        "document of the upper level is not among those chosen.\n"
        "- With fewer than 10 documents the weights of words (inverse document frequency) are rough; which words are "
        "distinctive depends on the documents chosen.\n"
        "- The base of a coverage rate (streets, towns, communities, people) may differ between places; 全覆盖 is read "
        "as 100%.",
    ),
    # strengths and states
    "strength.mentioned": ("提及", "mentioned"),
    "strength.committed": ("承诺", "committed"),
    "strength.dated": ("定时", "dated"),
    "strength.quantified": ("定量", "quantified"),
    "strength.": ("", ""),
    "state.found": ("有", "found"),
    "state.not stated": ("未提及", "not stated"),
    "state.not readable": ("无从判断", "cannot tell"),
    "state.damaged": ("原文受损", "damaged"),
    "state.not in force": ("当期非民政职责", "no task of civil affairs then"),
    "blank": ("空白：未提及", "blank: not stated"),
    "more_documents": (
        "另有 {count} 份文件，见图的数据。",
        "{count:# more document|# more documents}: see the data of the figure.",
    ),
    "about.commitment": ("承诺", "commitment"),
    "about.achievement": ("成就", "achievement"),
    "about.background": ("背景", "background"),
    "basis.measures": (
        "在所选 {documents} 份文件中逐一查找码本的 {measures} 项措施。",
        "{measures} measures of the codebook were looked for in {documents:# document|# documents}.",
    ),
    "basis.state": ("{state}：{count} 项次。", "{state}: {count:once|# times}."),
    "note.strength": (
        "方块越大、颜色越深，力度越高。空格：未提及；斜线：无从判断；×：可能在受损的表格中；短横：当期不属民政职责。",
        "Larger and darker squares are firmer. Empty: not stated; hatched: the document cannot tell; ×: it may stand "
        "in a table that is damaged; dash: no task of civil affairs in the period.",
    ),
    "note.domains": (
        "格内：覆盖的措施数/可判断的措施数（括号内为平均力度，1 提及—4 定量）。",
        "Cells: measures covered / measures the document can tell of (in brackets the mean strength, 1 mentioned to 4 "
        "quantified).",
    ),
    "note.similarity": (
        "TF-IDF 余弦相似度；树：平均联接，距离为 1 减相似度。",
        "Cosine of TF-IDF vectors; tree: average linkage, distance is 1 minus similarity.",
    ),
    "note.distinctive": (
        "条长：加权对数优势比（以全部文件为先验）；条后：该词在此文件/其他文件中的次数。",
        "Bars: weighted log-odds with all documents as prior; behind them: how often the word is used here / in the "
        "other documents.",
    ),
    "note.rates": (
        "只画有目标的覆盖率；没有圆点即未载基期。",
        "Only rates with a target; no dot: no baseline is stated.",
    ),
    "part.documents": ("相似的文件", "Documents alike"),
    "part.sections": ("相互对应的章节", "Sections that answer each other"),
    "part.passages": ("共同表述", "Shared passages"),
    "part.words": ("特征词", "Words that set documents apart"),
    "part.topics": ("主题", "Topics"),
    "part.rates": ("覆盖率", "Coverage rates"),
    "table.plan_pairs": ("相似的文件", "Documents alike"),
    "claim.covered": (
        "{label}：可判断的 {telling} 项措施中覆盖 {found} 项（{share}%），其中承诺及以上 {firm} 项，"
        "定量 {quantified} 项。",
        "{label} covers {found} of {telling} measures that it can tell of ({share}%): {firm} with a commitment or "
        "more, {quantified} with a number.",
    ),
    "claim.covered_partly": (
        "{label}：见到 {found} 项措施，其中承诺及以上 {firm} 项，定量 {quantified} 项；未见到的无从判断。",
        "{label}: {found:# measure is|# measures are} seen, {firm} with a commitment or more, {quantified} with a "
        "number; what it leaves out cannot be told.",
    ),
    "claim.common": (
        "所选 {documents} 份文件都覆盖的措施有 {count} 项：{named} 等。",
        "All {documents} documents cover {count:# measure|# measures}, among them {named}.",
    ),
    "claim.alone": (
        "只有一份文件覆盖的措施有 {count} 项：{named} 等。",
        "{count:# measure is|# measures are} covered by one document alone, among them {named}.",
    ),
    "claim.similar": (
        "用词最相近的是{one}与{other}（余弦相似度 {similarity}）。",
        "{one} and {other} are most alike in wording (cosine similarity {similarity}).",
    ),
    "claim.similar_next": (
        "其次是{one}与{other}（{similarity}）。",
        "Next come {one} and {other} ({similarity}).",
    ),
    "claim.shared": (
        "{one}与{other}有 {passages} 处共同表述，其中 {same} 处文字相同；"
        "占前者可比文字的 {share}%，后者的 {other_share}%。",
        "{one} and {other} share {passages:# passage|# passages}, {same} of them word for word: {share}% of the "
        "comparable text of the former, {other_share}% of that of the latter.",
    ),
    "claim.above": (
        "两地同属{above}，共同表述可能出自其上级文件。",
        " Both belong to {above}: a document of that level may be the common source.",
    ),
    "column.label": ("文件", "Document"),
    "column.other": ("另一文件", "Other document"),
    "column.similarity": ("相似度", "Similarity"),
    "column.passages": ("共同表述", "Passages shared"),
    "column.same": ("文字相同", "Word for word"),
    "column.share": ("占本文件（%）", "Share of the document (%)"),
    "column.other_share": ("占另一文件（%）", "Share of the other (%)"),
    "column.above": ("共同上级", "Region above both"),
    "column.section": ("章节", "Section"),
    "column.other_section": ("另一文件的章节", "Section of the other"),
    "column.other_start": ("另一文件出处", "Source of the other"),
    "column.char_start": ("出处", "Source"),
    "column.alike": ("一致程度", "Agreement"),
    "column.text": ("表述", "Wording"),
    "column.term": ("词", "Word"),
    "column.rest": ("其他文件次数", "Count in the others"),
    "column.per_1000": ("每千词", "Per 1,000 words"),
    "column.rest_per_1000": ("其他文件每千词", "Per 1,000 words, others"),
    "column.z": ("标准差", "Standard deviations"),
    "column.topic": ("主题", "Topic"),
    "column.weight": ("权重", "Weight"),
    "column.rank": ("序", "Rank"),
    "column.sections": ("章节数", "Sections"),
    "continued": ("（续）", " (cont.)"),
    "measures": ("政策措施", "policy measures"),
    "rates": ("覆盖率", "coverage rates"),
    "statistic.similarity": ("文本相似度", "similarity of wording"),
    "statistic.clusters": ("聚类", "clustering"),
    "statistic.distinctive": ("特征词", "distinctive words"),
    "statistic.passages": ("共同表述", "shared passages"),
    "statistic.topics": ("主题", "topics"),
    "few": (
        "{what}：至少需要 {least} 份文件，每份不少于 {words} 个计数词",
        "{what}: needs at least {least} documents of {words} counted words each",
    ),
    "few_documents": ("{what}：至少需要 {least} 份文件", "{what}: needs at least {least} documents"),
    "no_words": ("没有显著不同的用词", "no words that set this document apart"),
    "similarity.many": ("{count} 份文件，按聚类排序", "{count} documents, in the order of the clustering"),
    "axis.similarity": ("余弦相似度", "Cosine similarity"),
    "axis.distance": ("距离", "Distance"),
    "axis.distinctive": ("加权对数优势比（标准差）", "Weighted log-odds (standard deviations)"),
    "axis.rates": ("覆盖率（%）", "Coverage rate (%)"),
    "axis.documents_share": ("占文件的比例（%）", "Share of documents (%)"),
    "axis.measures_share": ("占该领域措施的比例（%）", "Share of the domain’s measures (%)"),
    "figure.measure_map": ("各文件覆盖的措施及其力度", "Measures covered by each document, and how firmly"),
    "figure.domain_coverage": ("各领域措施的覆盖", "Coverage of each domain’s measures"),
    "figure.plan_similarity": ("文本相似度与聚类", "Similarity of wording, and clustering"),
    "figure.distinctive_words": ("各文件的特征词", "Words that set each document apart"),
    "figure.measure_changes": ("从一期规划到下一期：措施的变化", "From one plan to the next: what became of measures"),
    "figure.vertical_fit": ("下级规划承接上级规划的承诺", "Commitments of upper plans taken up by lower ones"),
    "figure.measure_diffusion": (
        "措施的扩散：两个规划期的覆盖比例",
        "Measures that spread: shares in two plan periods",
    ),
    "table.measure_changes": ("从一期规划到下一期：措施的变化", "From one plan to the next: what became of measures"),
    "table.vertical_fit": ("下级规划承接上级规划的承诺", "Commitments of upper plans taken up by lower ones"),
    "table.measure_diffusion": ("各规划期覆盖每项措施的文件", "Documents of each period that cover a measure"),
    "table.plan_sections": ("相互对应的章节", "Sections that answer each other"),
    "table.shared_passages": ("共同表述", "Shared passages"),
    "table.distinctive_words": ("特征词", "Words that set documents apart"),
    "table.topics": ("主题", "Topics"),
    "table.coverage_rates": ("覆盖率：基期与目标", "Coverage rates: baseline and target"),
    "part.changes": ("规划期之间的变化", "Changes over periods"),
    "part.levels": ("上下级之间", "Between levels of government"),
    "part.diffusion": ("扩散", "Diffusion"),
    "note.changes": (
        "只比较同一地区前后相继的两期规划，按最强的表述；“不明”：其中一份有受损的表格。",
        "Only plans of one region that follow each other are compared, by their firmest wording; unknown: one of them "
        "holds a damaged table.",
    ),
    "note.levels": (
        "只看承诺及以上的措施；上级为其上各级地区同期的规划。",
        "Commitments and firmer only; upper plans are those of the same years of any region above.",
    ),
    "note.diffusion": (
        "每期不少于 5 份文件；五年规划与年度文件不相比较。比例的差可能来自所收文件不同。",
        "Periods of at least five documents; years of annual documents are not set beside plan periods. A difference "
        "may be one of the documents chosen.",
    ),
    "measure_change.new": ("新增", "new"),
    "measure_change.tightened": ("加强", "firmer"),
    "measure_change.kept": ("不变", "kept"),
    "measure_change.loosened": ("减弱", "weaker"),
    "measure_change.dropped": ("不再提及", "dropped"),
    "measure_change.entered": ("新列入民政职责", "became a task"),
    "measure_change.left": ("不再属民政职责", "no task any more"),
    "measure_change.unknown": ("不明", "unknown"),
    "periods": ("同一地区前后相继的两期规划", "two plans of one region that follow each other"),
    "upper_plans": ("同期的上级与下级规划", "plans of the same years of a region and of one above it"),
    "spreading": ("各不少于 {least} 份文件的两个规划期", "two plan periods of at least {least} documents each"),
    "axis.changes": ("措施（项）", "Measures"),
    "axis.taken_up": ("上级承诺中被承接的比例（%）", "Share of the upper plan’s commitments (%)"),
    "taken_up": ("已承接", "Taken up"),
    "said.fit": ("{both}/{of}，另有自有 {own}", "{both} of {of}, {own} of its own"),
    "earlier": ("前期", "Earlier period"),
    "later": ("后期", "Later period"),
    "column.measure_id": ("措施", "Measure"),
    "column.period_one": ("前期", "Earlier plan"),
    "column.period_other": ("后期", "Later plan"),
    "column.strength_one": ("前期力度", "Strength before"),
    "column.strength_other": ("后期力度", "Strength after"),
    "column.measure_change": ("变化", "Change"),
    "column.start_one": ("前期出处", "Source before"),
    "column.start_other": ("后期出处", "Source after"),
    "column.region_one": ("下级地区", "Lower region"),
    "column.region_other": ("上级地区", "Upper region"),
    "column.of": ("上级承诺", "Commitments above"),
    "column.both": ("已承接", "Taken up"),
    "column.taken_up_percent": ("承接比例（%）", "Taken up (%)"),
    "column.own": ("自有承诺", "Of its own"),
    "column.period": ("规划期", "Period"),
    "column.covering": ("提及", "Covering it"),
    "column.committed": ("承诺", "Committed"),
    "column.found_share": ("提及比例（%）", "Covering it (%)"),
    "column.committed_percent": ("承诺比例（%）", "Committed (%)"),
    "figure.coverage_rates": ("覆盖率：基期与目标", "Coverage rates: baseline and target"),
}
