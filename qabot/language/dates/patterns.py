"""How dates are written, in the normal form: simplified characters, Arabic digits.

A date begins with one of START and goes on, piece by piece: year, month, day, or a part of a year or month.
"""

import re

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = "[-—–~～至到]{1,2}"

# 1990年代 and 2003年级 are no years.
_IN_YEAR = (
    rf"(?<![\d.])(?:(?P<year_from>{_YEAR})年?{_TO})?(?P<year>{_YEAR})年度?(?![级代])"
    "|(?P<year_word>今年|去年|前年|明年|后年|本年度?|上年度?)"
)
_IN_MONTH = (
    rf"(?<![\d.每])(?<!每年)(?:(?P<month_from>{_MONTH})月?份?{_TO})?(?P<month>{_MONTH})月份?"
    "|(?P<month_word>本月|这个月|上个?月|下个?月)"
)
_ISO = (
    rf"(?<![\d.])(?P<iso_year>{_YEAR})(?P<sep>[-./])(?P<iso_month>{_MONTH})(?P=sep)"
    rf"(?P<iso_day>{_DAY})(?![\d.])"
)
# So many days (3日内, 为期3日) and what comes again (每月5日) are no dates.
_BARE_DAY = rf"(?<![\d.每期第近数达满连历共])(?<!每月)(?:(?P<bare_from>{_DAY})日?{_TO})?(?P<bare>{_DAY})日(?![内间游均元])"
_BARE_PART = "(?P<part>上半年|下半年|第?[1-4一二三四]季度|前[23二三]季度)"

# Each guard keeps out a word that crosses: 提前天亮, 今后天气, 目前日均, 接近日本, 周日本队.
_DAY_WORD = (
    "(?P<day>大前(?=天)|(?<![目此之以提年月日])前|[昨今明]|(?<![今以然最之此])后(?=天))"
    "(?:[天日](?!气|头条|之[星子]|均)|(?<=[昨今明])[晚晨早夜])"
)
_JUST_NOW = (
    r"(?P<days>(?<![\d今昔往平节生])日前|(?<![临接附最])近日(?![本常均])|连日来?|这几天|近几天|几天来)"
    "|(?P<weeks>近期|最近|近来)"
)
_IN_WEEK = (
    r"(?P<week>[上本这下])个?(?:周|星期|礼拜)(?![围期边])(?P<weekday>[一二三四五六天1-6]|日(?!本))?"
)

START = re.compile(
    f"{_ISO}|{_IN_YEAR}|{_IN_MONTH}|{_BARE_DAY}|{_BARE_PART}|{_DAY_WORD}|{_JUST_NOW}|{_IN_WEEK}"
)
IN_MONTH = re.compile(rf"的?\s?(?:{_IN_MONTH})")
ON_DAY = re.compile(rf"\s?(?:(?P<day_from>{_DAY})[日号]?{_TO})?(?P<day>{_DAY})[日号]")
# 2020年中国 does not mean the middle of the year, nor 今年初中 its beginning.
PART_OF_YEAR = re.compile(
    "的?(?P<part>年?[初底末](?!中)|年中(?![国央华共])|上半年|下半年|第?[1-4一二三四]季度|前[23二三]季度|以来)"
)
PART_OF_MONTH = re.compile("(?P<part>[上中下]旬|[初底末]|以来)")

GOES_ON = re.compile("[-—–~～至到和与及、，,]{1,2}")
"""Between two dates of which the second leaves out what the first says."""

AHEAD = re.compile("(?:将|定|拟|计划|预计|预定)(?:于|在|从|到)?$")
"""Before a date that is yet to come."""

YEAR_WORDS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "明": 1, "后": 2}
MONTH_WORDS = {"本": 0, "这": 0, "上": -1, "下": 1}
DAY_WORDS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
WEEK_WORDS = {"上": -1, "本": 0, "这": 0, "下": 1}
WEEKDAYS = (
    {c: n for n, c in enumerate("一二三四五六日")} | {str(n + 1): n for n in range(6)} | {"天": 6}
)
