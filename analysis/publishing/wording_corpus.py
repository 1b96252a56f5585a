"""Wording of the notebook about the corpus and its figures in Chinese and English: key → (zh, en). Only data."""

CORPUS: dict[str, tuple[str, str]] = {
    "01_corpus.title": ("语料", "The corpus"),
    "01_corpus.question": (
        "有哪些文件，受损多少，读得如何，哪些数字未能读出，与人工编码相差多少？",
        "Which documents are there, how damaged are they, how well were they read, what could not be read, "
        "and how far do the tables agree with people who coded the same documents?",
    ),
    "01_corpus.limits": (
        "- 修复多不等于文件差：一次断行也算一处修复。\n- “未读出”为零不表示没有读错；读错多少只有人工编码能说明。\n"
        "- 人工编码只计与所选文件逐字节相同者；由一人编码的记录本身也会有误。\n"
        "- 码本不认识的指标照原文保留，不参加比较。",
        "- Many repairs do not make a bad document: a broken line counts as one.\n"
        "- No unread number does not mean that none was misread: only human-coded records tell that.\n"
        "- Records count only where their document is, byte for byte, one of those chosen; "
        "records of a single coder have errors of their own.\n"
        "- Indicators that the codebook does not know are kept in the document’s words and are not compared.",
    ),
    "figure.corpus_documents": ("文件：规划期与日期", "Documents: years they are about, and their dates"),
    "figure.corpus_kinds": ("各文件的事实，按类别", "Facts of each document by kind"),
    "figure.corpus_digits": ("各文件的数字：去向", "Digit runs of each document: what became of them"),
    "figure.corpus_repairs": ("各文件的文本修复", "Repairs of the text of each document"),
    "figure.agreement": ("与人工编码的一致程度（F1）", "Agreement with human-coded records (F1)"),
    "table.corpus_overview": ("文件一览", "Documents"),
    "table.exclusions": ("未成为事实的数字", "Digit runs that are no facts"),
    "table.repairs": ("文本修复", "Repairs of the text"),
    "table.agreement": ("与人工编码的一致程度", "Agreement with human-coded records"),
    "documents": ("文件", "documents"),
    "agreement": ("与人工编码的一致程度", "agreement with human-coded records"),
    "undated": ("未注明时期与日期", "no period, no date"),
    "period_unknown": ("时期与类型不详", "period and sort unknown"),
    "all_together": ("合计", "All together"),
    "legend.period": ("规划期", "Years it is about"),
    "legend.date": ("发布或成文日期", "Date it bears"),
    "agreement.quantity": ("数量（数值、界限、单位）", "Quantity (value, bound, unit)"),
    "agreement.fact": ("事实（另加类别、时间、指标）", "Fact (also kind, date, indicator)"),
    "axis.kinds": ("事实（条）", "Facts"),
    "axis.digits": ("数字（%）", "Digit runs (%)"),
    "axis.repairs": ("每千字修复（处）", "Repairs on 1,000 characters"),
    "axis.f1": ("F1；横线由精确率到召回率", "F1; the line leads from precision to recall"),
    "said.kinds": ("{total}（指标不详 {unknown}）", "{total} ({unknown} of unknown indicator)"),
    "said.digits": ("{total}，未读 {unread}", "{total}, {unread} unread"),
    "said.repairs": ("{total}", "{total}"),
    "kind.expenditure": ("支出", "Expenditure"),
    "kind.outcome": ("成果", "Outcome"),
    "kind.rule": ("规则", "Rule"),
    "part.runs_fact": ("成为事实", "became facts"),
    "part.runs_excluded": ("因故排除", "excluded for a reason"),
    "part.runs_unread": ("未能读出", "not read"),
    "part.edits_exact": ("确定", "exact"),
    "part.edits_evidence": ("有据", "by evidence"),
    "part.edits_doubtful": ("存疑", "doubtful"),
    "run.fact": ("成为事实", "fact"),
    "run.excluded": ("排除", "excluded"),
    "run.unread": ("未读", "unread"),
    "certainty.exact": ("确定", "exact"),
    "certainty.evidence": ("有据", "by evidence"),
    "certainty.doubtful": ("存疑", "doubtful"),
    "column.title": ("标题", "Title"),
    "column.doc_type": ("文件类型", "Sort"),
    "column.plan_period": ("规划期", "Period"),
    "column.date": ("日期", "Date"),
    "column.documents": ("文件数", "Documents"),
    "column.characters": ("字数", "Characters"),
    "column.facts": ("事实", "Facts"),
    "column.unknown": ("指标不详", "Unknown indicator"),
    "column.runs_fact": ("数字成为事实", "Runs: facts"),
    "column.runs_excluded": ("数字排除", "Runs: excluded"),
    "column.runs_unread": ("数字未读", "Runs: unread"),
    "column.edits_exact": ("修复：确定", "Repairs: exact"),
    "column.edits_evidence": ("修复：有据", "Repairs: by evidence"),
    "column.edits_doubtful": ("修复：存疑", "Repairs: doubtful"),
    "column.status": ("去向", "What became of it"),
    "column.reason": ("原因", "Reason"),
    "column.count": ("数量", "Count"),
    "column.repair": ("修复", "Repair"),
    "column.certainty": ("可靠程度", "Certainty"),
    "column.agreement": ("层次", "Level"),
    "column.coded": ("人工编码", "Coded"),
    "column.found": ("软件读出", "Found"),
    "column.precision": ("精确率", "Precision"),
    "column.recall": ("召回率", "Recall"),
    "column.f1": ("F1", "F1"),
    "column.citation": ("引用", "Citation"),
    "claim.documents": (
        "{documents} 份文件，来自 {regions} 个地区，共 {characters} 字，读出 {facts} 条事实。",
        "{documents:# document|# documents} of {regions:# region|# regions}, {characters} characters in all: "
        "{facts} facts.",
    ),
    "claim.ledger": (
        "{runs} 处数字中，{fact} 处成为事实，{excluded} 处因故排除，{unread} 处未能读出。",
        "Of {runs} digit runs {fact} became facts, {excluded} were excluded for a reason, {unread} were not read.",
    ),
    "claim.doubts": (
        "{facts} 条事实中，{inferred} 条年份为推定，{damaged} 条原文受损，{flagged} 条带标记，"
        "{unknown} 条指标不在码本中。",
        "Of {facts} facts the date of {inferred} is inferred, {damaged} are damaged in the source, {flagged} carry a "
        "flag, and the codebook does not know the indicator of {unknown}.",
    ),
    "claim.repairs": (
        "文本修复 {edits} 处，其中 {doubtful} 处存疑；修复最密的是{region}，每千字 {density} 处。",
        "{edits} repairs of the text, {doubtful} of them doubtful; densest in {region}: {density} on 1,000 characters.",
    ),
    "claim.agreement": (
        "在有人工编码的 {documents} 份文件中，{coded} 条记录：数量 F1 {quantity}，事实 F1 {fact}；"
        "受损数字 {damaged} 条，其中 {unsafe} 条被当作完好给出。",
        "In {documents:the # document|the # documents} that people coded, {coded} records: quantity F1 {quantity}, "
        "fact F1 {fact}; of {damaged} damaged numbers {unsafe} were given as sound.",
    ),
    "no_agreement": (
        "所选文件没有人工编码的记录，一致程度无从测量。",
        "Nobody has coded the documents chosen, so agreement cannot be measured.",
    ),
    "citations": ("引用来源文件", "How to cite the sources"),
}
