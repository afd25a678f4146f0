"""What must be there: titles, people, places, bodies, Latin words, and figures with what they count."""

import re
from collections.abc import Iterable, Iterator, Sequence

from qabot.language.dates.times import Time
from qabot.language.kinds import kind_of
from qabot.language.numerals import MEASURES
from qabot.language.words import Token, Tokenizer
from qabot.reading.page.surnames import COMPOUND, SURNAMES
from qabot.searching.question.heads import kind_of_noun

_QUOTED = re.compile(
    r"《([^》]{1,60})》|“([^”]{1,30})”|「([^」]{1,30})」|『([^』]{1,30})』|\"([^\"]{1,30})\"|‘([^’]{1,30})’|【([^】]{1,30})】"
)
_FOREIGN = re.compile("[\u4e00-\u9fff]{1,8}(?:[·•][\u4e00-\u9fffa-z]{1,10})+")
_LATIN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(?:[-.+&'][a-z0-9]+)*\+*")
_FIGURE = re.compile(
    rf"(?<![\d.a-z:])(?:\d+(?:[-:]\d+)+(?![\d.a-z])|\d+比\d+|\d+(?:\.\d+)*(?:[%‰℃]|[十百千万亿]*(?:平方公里|平方米|立方米|公里|公斤|公顷|千米|厘米|毫米|分钟|小时|个月|美元|欧元|人次|吨|[{MEASURES}])|[万亿]))"
)
_BODY_ENDINGS = (
    "公司|集团|大学|学院|医院|银行|中学|小学|学校|幼儿园|研究所|研究院|科学院|委员会|管委会|居委会|协会|学会|商会|工会|基金会|联合会|组委会|法院|检察院|公安局|教育局|卫健委|发改委|出版社|通讯社|电视台"
    "|日报|晚报|博物馆|图书馆|美术馆|纪念馆|体育馆|体育场|俱乐部|交易所|事务所|派出所|政府|办事处|中心|机场|火车站|高铁站|车站|水库|大桥|隧道|高速|铁路|公园|广场|开发区|新区|景区|保护区|合作社|剧院|剧团|乐团|球队|国家队|代表团|局|部|委|厅|署|处|院|所|馆|站|厂|队|会|社|港|湖|江|河|山|岛|寺|塔|路|街"
).split("|")
_PLACE_ENDINGS = ("省", "市", "县", "区", "镇", "乡", "村", "州", "旗", "盟", "街道", "社区")
# jieba's dictionary takes these everyday words for names.
_EVERYDAY = frozenset(
    "城市 东西 平原 外国 爱国 英雄 朝廷 太阳 哥哥 海洋 湖泊 大桥 高原 上市 建国 美丽 山区 江湖 大街 王国 开国 城镇 开幕 成立 明白 武功 文明 小姐 和尚 王朝 阳光 陆军 道德 卫星 雷达 太后"
    " 荣誉 古老 丘陵 言语 冷笑 武林 明星 宫殿 光荣 权威 老太太 师傅 侍卫 维生素 帝王 封锁 宣言 胡同 玉米 师兄 顾问 花岗岩 王爷 智慧 贡献者 王公 小康 老虎 马匹 双喜 博客 德军 体操 关怀 沙僧 王子 温泉 明珠"
    " 黎明 红外 呼唤 陈列 望远镜 布满 通达 自治州 自治县 东南 西北 东北 西南 南北 东西 长江大桥 都市 大洋 山峰 内城 入口 上台 下山 入市 二哥 契约 石桥 北门 南门 东门 西门 之江 山寨 西洋 捷径 村镇 乡镇 全国 外地"
    " 当地 本地 国内 国外 海外 二人 令人 登基 崇拜 大王 多谢 二世 崇高 保姆 豪杰 天王 崇尚 威武 三世 太宗 休克 多达 默契 托人 新奇 新颜 恩人 舍人 宜人 称王 始祖 勒索 彼岸 拜佛 中庸 约莫 科普 组织化 国际化 社会科学"
    " 人民政府 人民法院 国家机关 解放区 汇合处 交战国 商学院 音乐会 文工团 通信网 新生事物 越野车 天文学 党组织 国家队 共和国 人民军队 安全局 美术馆 音乐厅 高级中学 文理学院 理工学院 交易所 通讯社 联合会 人民检察院 商业银行 公安局 政协会议"
    " 任命 任期 高兴 高度 高速 安全 安排 安置 平安 平均 和平 温度 温暖 方案 方面 方法 方式 时间 时长 时期 金额 金牌 金融 水库 项目 成本 成绩 成果 成员 成交 广告 应用 单位 经费 经济 计划 计算 石油 石化 毛利 关税 关系 关闭 高温 高考 高铁 高校 高级 车辆 车站 白酒 白银 贺岁 包括 容量 常务 党员 党委 党校 家庭 家长 雷电 雷击 火车 连续 连任 全部 全文 全长 权利 顾客 解决 解放 江水 司机 司法 司令 冷空气 安保 平台 平方 米面 米价 曲线 台风 台湾省 战略 战争 农业 农村 农民 相关 查处 查获 充电 空气 空调 游客 游泳 游戏 丰收 公安 公布 公司 公里 公园 公路 公开 公共 公告 武器 景区 路线 路段 华语 华裔 华侨 宣布 宣誓 宣传 章程 舒适 席位 席卷 支持 支付 步骤 步行 都市圈 都会区 利润 利率 利息 荆棘 红色 红包 红线 盖章 益处 元首 左右 那些 那么 别人 别墅 强度 强制 牛奶 牛肉 羊肉 鱼类 苗木 花费 花朵 叶片 柳树 梅花 石头 季度 纪录 纪念 纪律 项链 祝福 祝贺 甘肃省 焦点 谷物 毕业 盛典 盛会 蓝色 蓝天 房产 房屋 房地产 房子 房价 满意 满足 满分 充分 习惯 习俗 居民 居住 衡量 耿直 广场 广播 广泛 厂商 师范 聂卫平队".split()
)
_JOINS_IN_A_BODY = frozenset(
    (
        "n",
        "ns",
        "nr",
        "nz",
        "nt",
        "nrt",
        "j",
        "vn",
        "an",
        "b",
        "f",
        "l",
        "s",
        "zg",
        "nrfg",
        "g",
        "ng",
        "a",
        "v",
        "i",
        "t",
    )
)
_NO_PART_OF_A_BODY = frozenset(
    "的 了 是 在 和 与 及 跟 由 被 把 对 从 向 到 为 于 以 将 曾 已 就 也 都 还 又 不 没 没有 有 成立 位于 举行 召开 举办 宣布 担任 出任 访问 参观 进入 来自 属于 获得 去 来 这 那 该 各 每 某 哪 什么 谁 几 多少 建设 建成 称 说 叫 请问 请 问 关于 现任 前任 目前 现在 今年 去年 全国 哪家 哪个 哪些 当地 本地 一个 一家 1 开通 毕业 就读 加盟 加入 执教 收购 投资 入选 当选 出席 参加 会见 会晤 介绍 我 你 他 她 它 我们 你们 他们 知道 告诉 想 查 总部 主管".split()
)
_GIVEN = re.compile("[\u4e00-\u9fff]")
_NO_GIVEN_NAME = frozenset(
    "的了是在和与及跟由被把对从向到为于以将曾已就也都还又不没有哪谁几多什么怎何吗呢吧啊说去来进打踢夺拿赢输获卖买任这那该各每某其他她它我你个年月日时号第担任获于率团亲自"
)
_ENGLISH = frozenset(
    "a an the of in on at to for from by with and or is are was were be been do does did has have had can could will would should may might must who whom whose what when where which why how many much long old far tall high big large fast often that this these those it its he she they his her their there about as not no than then into over after before during between under most more latest new current now please tell me you your my i we us our name names person people place time date year day month number amount price company city country take took get got make made go went come say said mean means please give list all any some each first last next".split()
)
_LONGEST_BODY = 12


def names_in(text: str, tokenizer: Tokenizer, times: Iterable[Time]) -> tuple[str, ...]:
    """Give the names in a text in normal form, in its order, none inside another.

    Titles and quoted words; people, places and bodies that jieba's dictionary knows; further ones by surname and by
    ending; Latin words, without the everyday ones of English.
    """
    spans = list(_quoted(text))
    spans += [found.span() for found in _FOREIGN.finditer(text)]
    spans += [
        found.span()
        for found in _LATIN.finditer(text)
        if found[0] not in _ENGLISH and (len(found[0]) > 1 or not text.isascii())
    ]
    tokens = list(tokenizer.cut(text))
    spans += list(_known(tokens)) + list(_people(tokens)) + list(_bodies(tokens))
    taken = [(time.start, time.end) for time in times]
    return tuple(dict.fromkeys(text[start:end] for start, end in _outermost(spans, taken)))


def figures_in(text: str, times: Sequence[Time]) -> tuple[str, ...]:
    """Give the figures in a text in normal form with what they count, other than those of times."""
    found = (
        figure
        for figure in _FIGURE.finditer(text)
        if not any(time.start < figure.end() and figure.start() < time.end for time in times)
    )
    return tuple(dict.fromkeys(figure[0] for figure in found))


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    for found in _QUOTED.finditer(text):
        start, end = found.span(found.lastindex or 0)
        if text[start:end].strip() and end - start < len(text) - 2:
            yield start, end


def _known(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Give the words that the dictionary has as names, with the place names after each other as one."""
    for token in tokens:
        kind = kind_of(token.word) if len(token.word) > 1 else ""
        person = kind.startswith("nr") and (
            len(token.word) > 2 or token.word[0] in SURNAMES or kind == "nrt"
        )
        if (
            (person or kind in ("ns", "nt"))
            and token.word not in _EVERYDAY
            and not kind_of_noun(token.word)
        ):
            yield token.start, token.end


def _people(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Give names that no dictionary has: a surname, and characters that jieba left single behind it."""
    at = 0
    while at < len(tokens):
        surname = tokens[at].word
        length = 1
        if surname in SURNAMES or surname in COMPOUND:
            while at + length < len(tokens) and length < 3 and _given(tokens, at + length):
                length += 1
            whole = sum(len(token.word) for token in tokens[at : at + length])
            if 2 <= whole - len(surname) <= 2 or (length == 2 and _ends_there(tokens, at + 2)):
                yield tokens[at].start, tokens[at + length - 1].end
        at += length


def _given(tokens: Sequence[Token], at: int) -> bool:
    word = tokens[at].word
    if word in _NO_GIVEN_NAME or not _GIVEN.match(word):
        return False
    follows = tokens[at - 1].end == tokens[at].start
    given_name = len(word) == 1 or (len(word) == 2 and kind_of(word)[:2] in ("nr", "ns", ""))
    return follows and given_name


def _ends_there(tokens: Sequence[Token], at: int) -> bool:
    return (
        at >= len(tokens) or tokens[at].word in _NO_GIVEN_NAME or not tokens[at].word[0].isalnum()
    )


def _bodies(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Give bodies and places by their ending, with the nouns before it."""
    for at, token in enumerate(tokens):
        endings = [e for e in (*_BODY_ENDINGS, *_PLACE_ENDINGS) if token.word.endswith(e)]
        if not endings or token.word in _NO_PART_OF_A_BODY:
            continue
        first = at
        while first > 0 and _joins(tokens[first - 1], tokens[first], token.end):
            first -= 1
        length = token.end - tokens[first].start
        bare = first == at
        if (
            not bare
            and length > max(map(len, endings)) + 1
            or (bare and len(token.word) > 3 and kind_of(token.word) in ("nt", "ns", ""))
        ):
            yield tokens[first].start, token.end


def _joins(before: Token, token: Token, end: int) -> bool:
    word = before.word
    if (
        before.end != token.start
        or word in _NO_PART_OF_A_BODY
        or end - before.start > _LONGEST_BODY
    ):
        return False
    if not _GIVEN.match(word):
        return False
    return (
        len(word) == 1
        and word not in _NO_GIVEN_NAME
        or kind_of(word) in _JOINS_IN_A_BODY - {"v", "a", "t", "f", "l", "i", "vn", "an"}
        or kind_of(word) in ("vn", "an")
    )


def _outermost(
    spans: Iterable[tuple[int, int]], taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Leave out what lies in a longer one, or in a time."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= low or high <= start for low, high in (*kept, *taken)):
            kept.append((start, end))
    return sorted(kept)
