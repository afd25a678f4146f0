"""What the answer to a question looks like: an amount of money, a date, a share, so many of something."""

import re

from qabot.language.numerals import MEASURES
from qabot.searching.question.kinds import Asked

_NUMBER = r"\d+(?:[.,]\d+)*[十百千万亿]*"
_ABOUT = "[多余几]?"
_CURRENCIES = "人民币|美元|欧元|日元|英镑|港元|港币|韩元|卢布|法郎|澳元|加元|新台币|卢比|元"
_MONEY = re.compile(rf"{_NUMBER}{_ABOUT}[十百千万亿]*(?:{_CURRENCIES}|块(?:钱|\W|$))")
_DATE = re.compile(
    r"\d+(?:年|月|日|号|时|点|:\d\d)|[昨今明前后][日天晚]|[今去前明后]年|[\d一二三四五六七八九十]世纪|\d+年代|[上本下]个?(?:月|周|旬)|日前|近日|[春夏秋冬]季|\d{4}[-./]\d{1,2}"
)
_SHARE = re.compile(
    rf"{_NUMBER}(?:\.\d+)?(?:[%‰]|成(?!为|立|员|功|果|本|都|绩)|个百分点)|[一二三四五六七八九十\d]+分之[一二三四五六七八九十\d]"
)
_DURATION = re.compile(
    rf"{_NUMBER}{_ABOUT}个?[半多余]?(?:年|月|日|天|小时|钟头|分钟|刻钟|秒|周|星期|季度|世纪|学期|赛季|代)"
)
_DISTANCE = re.compile(
    rf"{_NUMBER}{_ABOUT}[十百千万亿]*(?:公里|千米|米|里|海里|英里|光年|km|m\b|厘米|毫米|英尺|站)"
)
_WEIGHT = re.compile(rf"{_NUMBER}{_ABOUT}[十百千万亿]*(?:吨|公斤|千克|克|斤|两|磅|kg|g\b|盎司)")
_AGE = re.compile(rf"{_NUMBER}{_ABOUT}(?:周?岁|个?月大)|年[近过]\d+|[1-9]0后")
_AREA = re.compile(
    rf"{_NUMBER}{_ABOUT}[十百千万亿]*(?:平方(?:公里|千米|米|厘米)?|亩|公顷|㎡|km2|平米|平(?!均)|顷)"
)
_HEAT = re.compile(rf"(?:零下|-)?{_NUMBER}{_ABOUT}(?:摄氏)?(?:度|℃|°)")
_SCORE = re.compile(r"\d+[-:比]\d+|\d+分")
_FIGURE = re.compile(_NUMBER)

# Units of several characters; the longest is tried first. A magnitude may stand before each.
_LONG_UNITS = (
    "平方公里|平方千米|平方米|立方米|公里|千米|海里|厘米|毫米|纳米|公斤|千克|毫克|公顷|分钟|小时|个月|个百分点|百分点|美元|欧元|日元|英镑|港元|韩元|卢布|人民币"
    "|人次|人民|名额|户次|车次|班次|架次|标准箱|千瓦时|千瓦|兆瓦|伏|赫兹|摄氏度|元钱|块钱|岁|公升|毫升|加仑|海拔米|票|分|枚|粒|波|桩|宗|艘|例|起|颗|幅|篇|首|桌|盏|尊|扇|匹|亩|顷|平|站|号|字|度|级|圈|轮|球|胜|负|分|毛|角|万|亿|吨|米|里|克|斤|磅|升|秒|周|星期|学时|课时|钱"
)
_MAGNITUDE = "[十百千万亿]*"
_UNIT = re.compile(
    rf"(?:多少|(?<![十百千好上近])几)(?:个(?!月|百分点))?(?P<unit>{_MAGNITUDE}(?:{'|'.join(sorted(set(_LONG_UNITS.split('|')), key=lambda unit: (-len(unit), unit)))}|[{MEASURES}]))(?!月前|间)"
)
_ALIKE = {
    "人次": "(?:人次|人)",
    "公里": "(?:公里|千米|km)",
    "千米": "(?:公里|千米|km)",
    "公斤": "(?:公斤|千克|kg)",
    "%": "(?:%|个百分点)",
    "个百分点": "个?百分点",
    "度": "(?:摄氏)?(?:度|℃)",
    "天": "(?:天|日)",
    "分": "分(?!钟|之|别)",
    "成": "(?:成|%)",
}
# People ask for 几个 and 多少家 where a newspaper prints 5位, 3所 or 116项.
_COUNTERS = ("个人名位口例", "个家所间处座项件枚块条种类只头台套款部张份支批艘架辆列趟次回场起宗席")
_MONEY_UNIT = re.compile(rf"(?:{_CURRENCIES}|元钱|块钱?|钱|毛|角)$")
_IS_MONEY = re.compile(
    "多少钱|几块钱|[花投卖赔售捐]了?(?:了)?多少(?!个|次|天|年|人|张|票|台|辆)|(?:价格|价钱|售价|单价|票价|房价|造价|费用|成本|预算|经费|金额|总额|投资额?|票房|收入|营收|利润|亏损|薪酬|工资|月薪|年薪|奖金|罚款|罚金|赔偿|税收|产值|gdp|生产总值|市值|估值|债务|外汇储备|外储|学费|补贴|补助|注册资本|销售额|贸易额|进口额|出口额|余额|[价费款])(?:规模|总额|总量)?(?:大约|约|大概|分别|各)?(?:是|为|有|达|达到)?(?:多少|多大|几|多高|$|[?。 ])"
    "|投资.{0,4}多少|多少.{0,2}投资|多贵|什么价|how much (?:money|did|does|is|was)"
)
_IS_SHARE = re.compile(
    "百分之|百分比|比例|比重|占比|份额|(?<![效频])率(?:是|为|达|约|有|达到|大约)*(?:多少|多高|几|$|[?。 ])|多少%|进度|增速|增幅|涨幅|跌幅|降幅|(?:增长|下降|上升|上涨|下跌|提高|提升|减少)了?(?:百分之)?多少$|多大比例|percent"
)
_BY_WORDS = (
    (
        re.compile("多(?:久|长时间|少(?:个)?时间)|(?:时长|用时|耗时|工期|寿命|工龄)|how long"),
        _DURATION,
    ),
    (re.compile("多远|距离|里程|how far"), _DISTANCE),
    (re.compile("多重|体重|重量|how heavy"), _WEIGHT),
    (re.compile("几岁|多大(?:年纪|年龄|岁数)|年龄|岁数|高龄|how old"), _AGE),
    (re.compile("面积|多大地方"), _AREA),
    (re.compile("气温|温度|多少度|多热|多冷"), _HEAT),
    (re.compile("比分|几比几"), _SCORE),
)
_UNIT_BY_WORDS = (
    (re.compile("多少钱|几块钱"), "元"),
    (re.compile("几岁|多大(?:年纪|年龄|岁数)|年龄|岁数"), "岁"),
    (re.compile("人数|人口|总人口"), "人"),
    (re.compile("几比几|比分"), ""),
)


def unit_of(text: str, asked: Asked) -> str:
    """Tell what a question in normal form counts or measures; empty where it does not say."""
    if asked is not Asked.NUMBER:
        return ""
    for words, unit in _UNIT_BY_WORDS:
        if words.search(text):
            return unit
    if _SHARE_WORDS.search(text):
        return "%"
    if counted := _UNIT.search(text):
        return counted["unit"]
    return "%" if _IS_SHARE.search(text) else ""


# 清朝, 白垩纪: no pattern has them all.
_ERA = re.compile("时期|朝代|王朝|阶段")
_SHARE_WORDS = re.compile("百分之|多少%|百分比")


def form_of(text: str, asked: Asked, unit: str) -> re.Pattern[str] | None:
    """Give what the answer to a question, in normal form, must look like; None where any words may answer."""
    if asked is Asked.DATE:
        return None if _ERA.search(text) else _DATE
    if asked is not Asked.NUMBER:
        return None
    base = unit.lstrip("十百千万亿")
    if base and not _MONEY_UNIT.search(base) and base != "%":
        return _counted(base)
    if unit == "%" or (_IS_SHARE.search(text) and not unit):
        return _SHARE
    if _MONEY_UNIT.search(base) or _IS_MONEY.search(text):
        return _MONEY
    if "第几" in text or "第多少" in text:
        return _FIGURE
    return next((form for words, form in _BY_WORDS if words.search(text)), _FIGURE)


def _counted(base: str) -> re.Pattern[str]:
    if base == "岁":
        return _AGE
    counters = "".join(alike for alike in _COUNTERS if base in alike)
    if counters:
        return re.compile(rf"{_NUMBER}{_ABOUT}[十百千万亿]*个?[{counters}]")
    if base in ("年", "月", "小时", "分钟", "秒", "周", "星期"):
        return re.compile(rf"{_NUMBER}{_ABOUT}个?[半多余]?周?{re.escape(base)}")
    return re.compile(rf"{_NUMBER}{_ABOUT}[十百千万亿]*个?{_ALIKE.get(base, re.escape(base))}")
