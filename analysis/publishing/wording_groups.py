"""English names of the groups and plan periods of the codebook: key → (zh, en). Only data."""

_GROUPS = {
    "城市": "Urban", "农村": "Rural", "城乡": "Urban and rural",
    "集中供养": "In institutions", "散居": "At home",
    "社会办": "Private", "公办": "Public", "公建民营": "Public, privately run", "政府运营": "Government-run",
    "县级": "County level", "市级": "City level", "省级": "Provincial level", "市本级": "City proper",
    "主城区": "Main urban districts",
    "自理": "Self-caring", "全自理": "Fully self-caring", "半失能": "Partly disabled", "失能": "Disabled",
    "失智": "With dementia", "半护理": "Partial care", "全护理": "Full care",
    "重度残疾人": "Severely disabled", "困难残疾人": "Disabled, in need",
    "智力精神残疾人": "Mentally disabled", "三级智力精神残疾人": "Mentally disabled, grade 3",
    "一级重度残疾人": "Severely disabled, grade 1", "二级重度残疾人": "Severely disabled, grade 2",
    "一级残疾人": "Disabled, grade 1", "二级残疾人": "Disabled, grade 2", "三级残疾人": "Disabled, grade 3",
    "四级残疾人": "Disabled, grade 4", "一级": "Grade 1", "二级": "Grade 2", "三级": "Grade 3", "四级": "Grade 4",
    "一二级": "Grades 1 and 2", "三四级": "Grades 3 and 4",
    "经济困难": "In economic need", "特殊困难": "In special need", "低收入家庭": "Low-income families",
    "建档立卡贫困户": "Registered poor households",
    "符合条件": "Eligible", "有意愿": "Willing", "有培训意愿": "Willing to be trained", "自主就业": "Finding own work",
}  # fmt: skip

_FROM = (60, 65, 70, 80, 90, 100)
_SPANS = ((70, 79), (80, 84), (80, 89), (80, 99), (85, 89), (90, 94), (90, 99), (95, 99))
_AGES = (
    {f"{age}岁以上": f"Aged {age} and over" for age in _FROM}
    | {f"{low}-{high}岁": f"Aged {low}–{high}" for low, high in _SPANS}
    | {"55岁以下": "Under 55"}
)

_PERIODS = {
    "九五": "9th", "十五": "10th", "十一五": "11th", "十二五": "12th", "十三五": "13th", "十四五": "14th",
    "十五五": "15th", "十六五": "16th",
}  # fmt: skip

GROUPS: dict[str, tuple[str, str]] = {
    f"group.{group}": (group, named) for group, named in (_GROUPS | _AGES).items()
} | {f"period.{period}": (period, f"{number} five-year") for period, number in _PERIODS.items()}
