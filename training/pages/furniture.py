"""What a page carries beside its articles: its name, number, day, sections, slogans, editors."""

import random
from datetime import date

from training.pages.listed import listed
from training.pages.names import person, printed
from training.pages.piece import Piece
from training.pages.places import CITIES, county
from training.pages.words import topic

SECTIONS = listed(
    "要闻 时政 综合 综合新闻 本地新闻 民生 民生新闻 社会 社会新闻 法治 法治经纬 经济 财经 产经新闻 教育 教育周刊 科技 科教 健康 卫生健康 文化 文化周刊 "
    "副刊 文艺副刊 体育 国际 国内新闻 天下 专题 专版 特刊 广告 公告 理论 理论学习 评论 观察 深度 县区新闻 乡镇动态 部门动态 基层党建 党建 党建之窗 "
    "乡村振兴 三农 农业农村 生态 生态文明 旅游 文旅 军事 人物 图片新闻 影像 视觉 读者来信 政务动态 政法 平安建设 时代先锋 企业天地 工业 城建 交通 "
    "校园 青少年 老年 生活 百姓 热线 民声 聚焦 关注 特别报道 调查 纪实 专访 故事 博览 悦读 书香 诗苑 晚晴 家园 家事 消费 楼市 汽车 金融 电力 "
    "烟草 水利 气象 统战 民族 宗教 工会 妇女 团建 志愿服务 文明创建 招商 项目建设 营商环境"
)
_PAPERS = listed(
    "日报 晚报 时报 商报 都市报 新报 周报 晨报 早报 农民报 经济报 教育报 青年报 工人报 法治报 广播电视报 新闻 今日"
)
_VERBS = listed(
    "奋力 加快 全力 深入 扎实 聚力 携手 着力 勇当 争做 坚决 同心 全面 大力 昂首 稳步 持续 团结"
)
_ACTS = listed(
    "谱写 建设 打造 开创 推进 书写 创建 绘就 实施 走好 打赢 实现 描绘 推动 夺取 迈向 弘扬 落实 践行 拓展"
)
_AIMS = listed(
    "高质量发展新篇章 现代化新征程 美丽家园 文明城市 乡村振兴新画卷 绿色发展新路 平安建设新局面 百姓幸福生活 脱贫攻坚战 开放新高地 "
    "生态强县 共同富裕新图景 科技创新高地 全域旅游 改革再出发 工业强市 和美乡村 宜居之城 惠民工程 法治社会 健康中国 教育强国 时代精神 优良传统"
)
_WEEK = "一二三四五六日"
_LUNAR_MONTHS = listed("正 二 三 四 五 六 七 八 九 十 冬 腊")
_LUNAR_DAYS = listed(
    "初一 初二 初五 初八 初九 初十 十一 十三 十五 十六 十八 十九 二十 廿二 廿四 廿六 廿八 三十"
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def newspaper(rng: random.Random) -> str:
    """Make up a newspaper's name."""
    name = rng.choice((rng.choice(CITIES), county(rng)[:2], county(rng)[:2]))
    paper = rng.choice(_PAPERS)
    return paper + name if paper == "今日" else name + paper


def slogan(rng: random.Random, place: str, words: str) -> str:
    """Make up a slogan that runs across the page."""
    aim, other = rng.sample(_AIMS, 2)
    act, verb = rng.choice(_ACTS), rng.choice(_VERBS)
    return rng.choice(
        (
            f"{verb}{act}{place}{aim}",
            f"{act}{words}的{place}{aim}",
            f"{verb}{act}{aim} {rng.choice(_VERBS)}{rng.choice(_ACTS)}{other}",
            f"{aim} {other}",
            f"{words}·{act}{aim}",
            f"{rng.choice(_ACTS)}{words} {act}{aim}",
            f"{act}{aim}——{words}进行时",
            f"聚焦{words}",
            f"关注·{words}",
            f"{words}·在现场",
        )
    )


def date_line(rng: random.Random, day: date) -> str:
    """Return the day of print as pages print it."""
    week = f"星期{_WEEK[day.weekday()]}"
    plain = f"{day.year}年{day.month}月{day.day}日"
    if rng.random() < 0.2:
        # Near enough: the lunar year begins a month or so later.
        offset, month = day.year - 4 - (day.month < 2), (day.month - 2) % 12
        moon = f"{_STEMS[offset % 10]}{_BRANCHES[offset % 12]}年{_LUNAR_MONTHS[month]}月{rng.choice(_LUNAR_DAYS)}"
        return rng.choice(
            (f"{plain} {week} 农历{moon}", f"{plain}　{week}　{moon}", f"{plain} 农历{moon} {week}")
        )
    return rng.choice(
        (
            f"{plain} {week}",
            f"{plain}　{week}",
            plain,
            f"{plain}{week}",
            f"{day:%Y-%m-%d} {week}",
            f"{day:%Y.%m.%d}",
            f"{plain}/{week}",
        )
    )


def page_number(rng: random.Random) -> str:
    """Return the page's number as pages print it."""
    n = rng.randint(1, 16)
    return rng.choice(
        (
            f"第{n:02}版",
            f"{n:02}",
            f"{rng.choice('ABC')}{n:02}",
            f"{n:02}版",
            f"第{n}版",
            f"{n}",
            f"■第{n}版",
            f"第 {n} 版",
        )
    )


def top(rng: random.Random, day: date, place: str, words: str, amount: int) -> list[Piece]:
    """Return up to `amount` lines above the articles."""
    section, number, paper = rng.choice(SECTIONS), page_number(rng), newspaper(rng)
    spread = " ".join(section) if len(section) == 2 and rng.random() < 0.2 else section
    lines = [
        ("section", spread),
        ("header", paper),
        ("header", number),
        (
            "header",
            rng.choice(
                (
                    f"{number}：{section}",
                    f"{number} {section}",
                    f"{section} {number}",
                    f"{paper} {section}",
                    f"{number}/{section}",
                )
            ),
        ),
        ("date", date_line(rng, day)),
        ("header", f"{paper} {date_line(rng, day)} {number}"),
        ("slogan", slogan(rng, place, words)),
        ("editor", editors(rng)),
        ("header", contact(rng)),
    ]
    chosen = rng.choices(range(len(lines)), (9, 3, 3, 3, 4, 2, 5, 2, 0.6), k=amount)
    return [
        Piece(text=lines[i][1], kind=lines[i][0]) for i in sorted(set(chosen), key=chosen.index)
    ]


def editors(rng: random.Random) -> str:
    """Return the line that names who made the page."""
    jobs = rng.choice(
        (
            ("责编", "版式"),
            ("责编", "版式", "校对"),
            ("责任编辑", "美编", "校对"),
            ("编辑", "组版"),
            ("本版编辑", "版式设计"),
            ("值班编委", "责编", "美编"),
            ("责任编辑",),
            ("本版责编", "电话"),
            ("主编", "编辑", "版式", "校对"),
            ("编审", "责编", "制图"),
        )
    )
    mark = rng.choice(("：", "：", ":", " ", "/", "｜"))
    between = rng.choice((" ", "　", "  ", "／" if mark != "/" else " "))
    spacing = rng.choice(("", "", " ", "　"))
    return between.join(f"{job}{mark}{_worker(rng, job, spacing)}" for job in jobs)


def _worker(rng: random.Random, job: str, spacing: str) -> str:
    return f"{rng.randint(2000000, 8999999)}" if job == "电话" else printed(person(rng), spacing)


def contact(rng: random.Random) -> str:
    """Return a line with an address, a telephone number or the paper's registration."""
    user = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(3, 7)))
    phone = f"0{rng.randint(310, 998)}-{rng.randint(2000000, 8999999)}"
    return rng.choice(
        (
            f"投稿邮箱：{user}@example.com",
            f"投稿邮箱：{user}{rng.randint(1, 999)}@example.com 新闻热线：{phone}",
            f"新闻热线：{phone}",
            f"电话：{phone} E-mail:{user}@example.com",
            f"网址：www.{user}.example",
            f"http://www.{user}.example",
            f"国内统一连续出版物号：CN {rng.randint(11, 65)}-{rng.randint(1, 120):04}",
            f"国内统一刊号：CN{rng.randint(11, 65)}-{rng.randint(1, 120):04} 邮发代号：{rng.randint(1, 85)}-{rng.randint(1, 99)}",
            f"总第{rng.randint(100, 9999)}期 今日{rng.choice('四八')}版",
            f"广告热线：{phone} 发行热线：{phone[:-1]}{rng.randint(0, 9)}",
            "本报地址："
            + rng.choice(CITIES)
            + "市"
            + county(rng)[:2]
            + f"路{rng.randint(1, 300)}号",
        )
    )


def bottom(rng: random.Random) -> Piece:
    """Return a line below the articles."""
    if rng.random() < 0.65:
        return Piece(text=editors(rng), kind="editor")
    return Piece(text=contact(rng), kind="header")


def words_of(rng: random.Random, paragraphs: tuple[str, ...]) -> str:
    """Return the words that a slogan of this page turns around."""
    return topic(rng, paragraphs)
