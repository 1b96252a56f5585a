"""Why something was left out, doubted or passed over, in Chinese: reason → zh. Only data.

Reasons stand in the tables in English; that is their name in English, too. A key with ``{name}`` is the pattern of
reasons that hold a value, which is worded in turn.
"""

_REASONS = {
    # why a statement is not compared
    "no year": "未注明年份",
    "no date": "未注明时期",
    "no unit": "无单位",
    "zero is no level": "标准不会为零",
    "no span": "未注明起止年份",
    "an amount per person and time": "按人按时间计的金额",
    "{found} is not {expected}": "{found}，不是{expected}",
    "the text gives no number": "原文未给出数值",
    "the text does not say whether per month or per year": "原文未说明按月还是按年",
    "paid once per case, not per month": "按次发放，不按月",
    "fewer than two levels in the span": "该时期内文中标准不足两年",
    "no national figure on file for group and year": "码本中无该年该类的全国数",
    "too few words": "计数词太少",
    "the money was not spent on recipients": "不是发给领取人的支出",
    "paid to two groups whose members overlap": "发给有重叠的两类人",
    "no recipients are stated": "文中未载领取人数",
    "recipients of another period": "领取人次属于另一时期",
    "recipients are stated for {years} only": "文中只载 {years} 年的领取人数",
    "the document states several numbers of recipients": "文中有几个不同的领取人数",
    # why a promise is not judged
    "only in another unit or group": "只有其他单位或对象的数值",
    "far beyond the target: what is counted must have changed": "远超目标，统计口径必有改变",
    "the document states several values": "文中有几个不同数值",
    "neither more nor less is meant": "多少皆非目的",
    "the value is a bound or a range that leaves it open": "数值只是界限或区间，无法判断",
    "the value is about as high as the target": "数值约与目标相当",
    # where the baseline of a target stands, or why there is none
    "same row of the table": "同一表格行",
    "another place of the document": "文中另一处",
    "the document gives several values for that year": "文中该年有几个数值",
    "the baseline is flagged": "基期值带标记",
    "measured to the lower end": "按下限计算",
    "the goal is in words": "目标以文字表述",
    "the goal has no date": "目标未注明年份",
    "the document gives no earlier value for this indicator and group": "文中无该指标该对象以前的数值",
    "the document gives no earlier value in the same unit": "文中无相同单位的以前数值",
    "an increase is not measured against a stock": "增量不与存量相比",
    "a total over years is measured only against a total over as many years": "多年合计只与相同年数的合计相比",
    # why a digit run is no fact
    "no reading found": "未找到读法",
    "cell not read": "单元格未读出",
    "beside the cells of a table": "表内未能归入单元格",
    "number without a unit": "数字无单位",
    "cut off from its beginning": "开头残缺",
    "numeral in words": "汉字数字",
    "heading": "标题",
    "table label": "表格栏目",
    "table of contents": "目录",
    "document header": "文件头",
    "page furniture": "页面附属文字",
    "embedded file": "内嵌文件",
    "removed by repair: {repair}": "修复时去除：{repair}",
    "list number": "序号",
    "date": "日期",
    "date whose characters were lost": "缺字的日期",
    "year whose 年 was lost": "缺“年”字的年份",
    "span of years": "起止年份",
    "span of years whose dash was lost": "缺连接号的起止年份",
    "duration": "期限",
    "anniversary": "周年",
    "time of day": "时刻",
    "service around the clock": "全天候服务",
    "age group": "年龄段",
    "denominator": "分母",
    "ratio of several parts": "多项之比",
    "bound of a bracket": "档次的界限",
    "ordinal": "序数",
    "ordinal or grade": "序数或等级",
    "parts of the text or of a task": "条目或任务的数目",
    "document number": "文号",
    "title of a document": "文件名",
    "page number": "页码",
    "footnote mark": "注释号",
    "name that holds numbers": "含数字的名称",
    "name in quotation marks": "引号中的名称",
    "address": "地址",
    "contact": "联系方式",
    "hotline": "热线",
    "masked digits": "隐去的数字",
    "checksum": "校验码",
    "example": "举例",
    # what makes a mark of a measure no commitment
    "section that looks back": "回顾性章节",
    "a text that looks back": "回顾性文字",
    "section on the situation": "形势分析章节",
    "glossary": "名词解释",
    "no verb of the plan": "无规划动词",
    "a target of {year}": "{year} 年的目标",
    # why a document cannot tell whether it has a measure
    "not readable": "文件无从判断",
    "damaged": "可能在受损的表格中",
    "not in force": "当期不属民政职责",
}

#: Reasons whose name in the tables is shorter than what is said of them.
_LONGER = {
    "not readable": "the document cannot tell",
    "damaged": "may stand in a table that is damaged",
    "not in force": "no task of civil affairs in the period",
    "too few words": "too few counted words",
    "no span": "no span of years",
}

REASONS: dict[str, tuple[str, str]] = {"reason.": ("", "")} | {
    f"reason.{reason}": (zh, _LONGER.get(reason, reason)) for reason, zh in _REASONS.items()
}
