"""Questions for two things at once, and chains of questions, taken apart into complete ones."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.language.words import Tokenizer
from qabot.searching.question import MAX_QUESTION_CHARS, analyse

TODAY = date(2023, 8, 20)

APART = """
    2019年海尔和格力的全国销量分别是多少 => 2019年海尔的全国销量是多少 | 2019年格力的全国销量是多少
    南京全运会女子和男子200米蝶泳金牌分别是谁 => 南京全运会女子200米蝶泳金牌是谁 | 南京全运会男子200米蝶泳金牌是谁
    2019年5月德国和法国PPI分别上涨了多少 => 2019年5月德国ppi上涨了多少 | 2019年5月法国ppi上涨了多少
    百度和京东2018年全年利润分别是多少 => 百度2018年全年利润是多少 | 京东2018年全年利润是多少
    WTA和ATP2017-2018赛季总冠军 => wta2017-2018赛季总冠军 | atp2017-2018赛季总冠军
    蔬菜博览会和花卉博览会开幕时间 => 蔬菜博览会开幕时间 | 花卉博览会开幕时间
    小米14的发布时间和处理器 => 小米14的发布时间 | 小米14的处理器
    2019年上半年，青海和宁夏出口增长了多少 => 2019年上半年,青海出口增长了多少 | 2019年上半年,宁夏出口增长了多少
    龙猫电影法国和韩国上映时间 => 龙猫电影法国上映时间 | 龙猫电影韩国上映时间
    第一棒和最后一棒火炬手分别是谁 => 第1棒火炬手是谁 | 最后一棒火炬手是谁
    2018年法网男女单冠军 => 2018年法网男单冠军 | 2018年法网女单冠军
    2024年中晚稻和玉米各收了多少 => 2024年中晚稻收了多少 | 2024年玉米收了多少
    《诗选》第一卷、第二卷各收了多少篇 => 《诗选》第1卷收了多少篇 | 《诗选》第2卷收了多少篇
    青龙集团2022年前两季度营收分别是多少 => 青龙集团2022年第1季度营收是多少 | 青龙集团2022年第2季度营收是多少
    赞成和反对各多少票 => 赞成多少票 | 反对多少票
    栖川县县长和书记分别是谁 => 栖川县县长是谁 | 栖川县书记是谁
    2021和2022年的产量是多少 => 2021年的产量是多少 | 2022年的产量是多少
    2022年3月和4月汽车销量 => 2022年3月汽车销量 | 2022年4月汽车销量
    青龙水库2022年上半年和下半年发电量分别是多少 => 青龙水库2022年上半年发电量是多少 | 青龙水库2022年下半年发电量是多少
    去年全国水稻和玉米产量分别是多少 => 去年全国水稻产量是多少 | 去年全国玉米产量是多少
    乒乓球世界杯男单和女单冠军是谁 => 乒乓球世界杯男单冠军是谁 | 乒乓球世界杯女单冠军是谁
    全运会羽毛球男女双打冠军分别是谁 => 全运会羽毛球男双冠军是谁 | 全运会羽毛球女双冠军是谁
    2022年白鹿奖最佳电视剧和最佳电视动画分别是什么 => 2022年白鹿奖最佳电视剧是什么 | 2022年白鹿奖最佳电视动画是什么
    东海论坛和西海论坛的开幕时间 => 东海论坛的开幕时间 | 西海论坛的开幕时间
    广州博览会和杭州运动会开幕时间 => 广州博览会开幕时间 | 杭州运动会开幕时间
    联赛大连队和青岛队在哪个组 => 联赛大连队在哪个组 | 联赛青岛队在哪个组
    分别有多少个国家和地区参加了东海论坛和西海论坛 => 有多少个国家和地区参加了东海论坛 | 有多少个国家和地区参加了西海论坛
    2022年华电和中水全年营收 => 2022年华电全年营收 | 2022年中水全年营收
    第十届电影节最佳男主角和最佳女主角是谁 => 第10届电影节最佳男主角是谁 | 第10届电影节最佳女主角是谁
    2020年广东、江苏和浙江的GDP分别是多少 => 2020年广东的gdp是多少 | 2020年江苏的gdp是多少 | 2020年浙江的gdp是多少
    大会的开幕时间和地点 => 大会的开幕时间 | 大会的开幕地点
    获得金牌和银牌的分别是谁 => 获得金牌的是谁 | 获得银牌的是谁
    栖川县2019年中考和高考时间 => 栖川县2019年中考时间 | 栖川县2019年高考时间
    《晨光》与《晚霞》的导演是谁 => 《晨光》的导演是谁 | 《晚霞》的导演是谁
    北京和上海各有多少座博物馆 => 北京有多少座博物馆 | 上海有多少座博物馆
    马拉松男子组和女子组冠军各自跑了多长时间 => 马拉松男子组冠军跑了多长时间 | 马拉松女子组冠军跑了多长时间
    2024年1到7月高技术制造业投资涨了多少？高技术服务业呢？ => 2024年1到7月高技术制造业投资涨了多少? | 2024年1到7月高技术服务业投资涨了多少?
    2022年北京的GDP是多少？上海呢？ => 2022年北京的gdp是多少? | 2022年上海的gdp是多少?
    栖川县2021年粮食产量是多少，2022年呢 => 栖川县2021年粮食产量是多少 | 栖川县2022年粮食产量是多少
    栖川县人口是多少？面积呢 => 栖川县人口是多少? | 栖川县面积是多少?
    这份报告有几个板块？几个问题？ => 这份报告有几个板块? | 这份报告有几个问题?
    栖川县的车祸死了几个，伤了几个 => 栖川县的车祸死了几个 | 栖川县的车祸伤了几个
    车祸中多少人死、多少人伤 => 车祸中多少人死 | 车祸中多少人伤
    大坝有多高、多重 => 大坝有多高 | 大坝有多重
    展览有多少件、来自多少家博物馆 => 展览有多少件 | 展览来自多少家博物馆
    青龙村改厕一股多少钱，个人掏多少 => 青龙村改厕一股多少钱 | 青龙村个人掏多少
    展览哪天开始，哪天结束 => 展览哪天开始 | 展览哪天结束
    救人的司机叫什么，多大年纪 => 救人的司机叫什么 | 救人的司机多大年纪
    2020年青龙集团营收是多少，利润是多少 => 2020年青龙集团营收是多少 | 2020年青龙集团的利润是多少
    2023年杭州亚运会中国队和日本队各获得多少枚金牌 => 2023年杭州亚运会中国队获得多少枚金牌 | 2023年杭州亚运会日本队获得多少枚金牌
    比亚迪和蔚来2021年的净利润各是多少 => 比亚迪2021年的净利润是多少 | 蔚来2021年的净利润是多少
    新版高铁的最高时速和续航里程是多少 => 新版高铁的最高时速是多少 | 新版高铁的续航里程是多少
    雪墩墩和冰容融分别代表什么 => 雪墩墩代表什么 | 冰容融代表什么
    电影节最佳影片和最佳导演分别是什么 => 电影节最佳影片是什么 | 电影节最佳导演是什么
    C919的首飞时间和首飞地点 => c919的首飞时间 | c919的首飞地点
    特斯拉Model 3与Model Y的价格 => 特斯拉model 3的价格 | 特斯拉model y的价格
    2022年全国出生人口和死亡人口分别是多少 => 2022年全国出生人口是多少 | 2022年全国死亡人口是多少
    2022年一季度和二季度GDP增速分别是多少 => 2022年一季度gdp增速是多少 | 2022年二季度gdp增速是多少
    欧冠决赛的时间和地点是什么 => 欧冠决赛的时间是什么 | 欧冠决赛的地点是什么
    青龙水库总投资多少？什么时候建成？谁设计的？ => 青龙水库总投资多少? | 青龙水库什么时候建成? | 青龙水库谁设计的?
    2023年粮食产量多少，其中小麦多少 => 2023年粮食产量多少 | 2023年粮食产量其中小麦多少
    票价涨了多少，从什么时候开始涨 => 票价涨了多少 | 票价从什么时候开始涨
    栖川县贫困人口以前有多少，2015年还剩多少 => 栖川县贫困人口以前有多少 | 栖川县贫困人口2015年还剩多少
    到4月，汽车报废更新和置换补贴分别申请了多少份 => 到4月,汽车报废更新补贴申请了多少份 | 到4月,汽车报废置换补贴申请了多少份
    今年的高考人数和录取率是多少 => 今年的高考人数是多少 | 今年的高考录取率是多少
    2021年和2022年进口额和出口额分别是多少 => 2021年进口额是多少 | 2021年出口额是多少 | 2022年进口额是多少 | 2022年出口额是多少
    青龙水库在哪个县，什么时候开工的 => 青龙水库在哪个县 | 青龙水库什么时候开工的
    还有呢？水库总投资多少？然后呢？什么时候开工？那么，同时呢 => 水库总投资多少? | 水库什么时候开工?
    2021年宝马和奔驰的销量分别是多少？还有呢？ => 2021年宝马的销量是多少? | 2021年奔驰的销量是多少?
    水库总投资多少？什么时候开工？我说的是青龙水库。 => 我说的是青龙水库。水库总投资多少? | 我说的是青龙水库。水库什么时候开工?
    水库总投资多少，还有呢，什么时候开工 => 水库总投资多少 | 水库什么时候开工
    县长是谁？书记呢？我问栖川县。2021年的 => 我问栖川县。2021年的。县长是谁? | 我问栖川县。2021年的。书记是谁?
    宝马和奔驰的销量分别是多少？利润呢？我说的是欧洲 => 我说的是欧洲。宝马的销量是多少? | 我说的是欧洲。奔驰的销量是多少? | 我说的是欧洲。宝马的利润是多少? | 我说的是欧洲。奔驰的利润是多少?
    大坝有多高？青龙水库去年扩建。花了多少钱？ => 大坝有多高? | 青龙水库去年扩建。大坝花了多少钱?
    水库总投资多少？什么时候开工？多谢！急！ => 水库总投资多少? | 水库什么时候开工?
    水库总投资多少？谢谢！什么时候开工？ => 水库总投资多少? | 水库什么时候开工?
    一号线多长？新二号线呢 => 1号线多长? | 新2号线多长?
    栖川县3号楼多少钱？北5号楼呢 => 栖川县3号楼多少钱? | 栖川县北5号楼多少钱?
"""

WHOLE = """
    土地和房产局的电话是多少
    人和镇在哪里
    北京和平里街道在哪里
    中华人民共和国成立于哪一年
    从多少升到多少
    劫持者是哪个车臣人，叫什么名字
    到底多少，几个
    冠军是谁，叫什么名字
    中国和美国哪年建交
    北京和上海相差多少公里
    青龙公司和白虎公司合作的项目投资多少
    青龙公司和白虎公司共同投资了多少
    中国和俄罗斯签署了什么协议
    水稻和玉米一共收了多少
    北京和上海哪个更大
    男女比例是多少
    《生死与共》的票房是多少
    《男人和女人》的作者是谁
    “和平与发展”论坛在哪里举行
    春江镇和夏河镇合并后叫什么
    华光公司由青龙厂和白虎厂组成，总部在哪里
    北京和上海之间的高铁票价是多少
    张三和李四的女儿叫什么
    县长和书记什么时候到村里
    农业和农村工作会议什么时候开
    住房和城乡建设部部长是谁
    卫生和健康委员会的地址在哪里
    党的建设和组织工作会议在哪里举行
    前三名分别是谁
    哪些国家和地区参加了比赛
    谁和县长一起去了学校
    青龙队和白虎队的比赛时间
    专家和学者讨论了什么
    老师和学生怎样过节
    2021年到2022年产量增长了多少
    2021年和2022年一共种了多少棵树
    为什么老人和孩子要打疫苗
    保护和利用长城的条例什么时候施行
    设计和施工单位是哪家
    冠军和亚军相差几秒
    冰雪和旅游融合发展投资了多少
    新车什么时候上市，售价和配置介绍
    他和母亲住在哪里
    新冠疫苗对老人和儿童有什么影响
    北京大学和清华大学合办的学院叫什么
    甲公司、乙公司处理的支付金额是多少
    人力资源和社会保障局电话
    会上总统和总理通电话是哪天
    法国队和阿根廷队的比分是多少
    灾区呢，多少村子被淹
    救灾物资和资金从哪里来
    水库总投资多少？我说的是青龙水库。
    《晨光》是谁写的？《然后》
"""


def _lines(table: str) -> list[str]:
    return [line.strip() for line in table.strip().splitlines()]


@pytest.mark.parametrize("line", _lines(APART))
def test_question_for_several_gives_complete_parts(tokenizer: Tokenizer, line: str) -> None:
    raw, _, parts = line.partition(" => ")
    assert " | ".join(analyse(raw, tokenizer, TODAY).parts) == parts


@pytest.mark.parametrize("raw", _lines(WHOLE))
def test_question_for_one_thing_stays_whole(tokenizer: Tokenizer, raw: str) -> None:
    question = analyse(raw, tokenizer, TODAY)
    assert question.parts == (question.text,)


CONNECTIVES = """
    还有呢 | 然后呢？ | 另外呢 | 同时呢 | 那呢 | 那么呢？ | 并且呢 | 以及呢 | 而且，呢 | 和、呢 | 那么然后呢 | 还有 | 又？
"""


@pytest.mark.parametrize("connective", CONNECTIVES.strip().split(" | "))
@pytest.mark.parametrize("joint", ["？", "，", "？\n"])
def test_connective_alone_asks_nothing(tokenizer: Tokenizer, joint: str, connective: str) -> None:
    question = analyse(f"水库总投资多少{joint}{connective}", tokenizer, TODAY)
    assert question.parts == (question.text,)


ASKING = "谁 什么 哪里 哪年 多少 几个 为什么 怎么 什么时候 何时 何地 多大 分别是谁 是哪些 吗"
CONNECTING = "还有 然后 另外 同时 那 那么 而且 并且 以及 并 和 又 而 、 其中 它的"
NAMED = "青龙水库 栖川县 王明 《晨光》 “和” 甲 乙 1 2 号 楼 2022年 7月 总投资 面积 谢谢"


def _some(words: str, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words.split()), max_size=most).map("".join)


ENDS = st.sampled_from(["呢？", "呢，", "？", "，", "。", "；", "\n", ""])
FIRST = st.tuples(_some(NAMED, 4), st.sampled_from(ASKING.split()), ENDS).map("".join)
LATER = st.tuples(_some(CONNECTING, 2), _some(NAMED, 3), _some(ASKING, 1), ENDS).map("".join)


@settings(max_examples=300)
@given(st.tuples(FIRST, st.lists(LATER, min_size=1, max_size=4).map("".join)).map("".join))
def test_any_chain_is_taken_apart(tokenizer: Tokenizer, raw: str) -> None:
    question = analyse(raw, tokenizer, TODAY)
    assert question.parts == (question.text,) or len(question.parts) > 1
    assert all(part.strip() for part in question.parts) or not question.text.strip()


@pytest.mark.parametrize("story", ["村里人都高兴，", "她问我要花多少钱，"])
def test_of_a_long_story_only_what_is_asked_at_its_end_remains(
    tokenizer: Tokenizer, story: str
) -> None:
    told = story * 15 + "请帮我查一查。"
    question = analyse(told + "青龙水库总投资多少？什么时候开工？", tokenizer, TODAY)
    assert question.parts == ("青龙水库总投资多少?", "青龙水库什么时候开工?")
    assert analyse(told + "青龙水库总投资多少？", tokenizer, TODAY).parts == (
        "青龙水库总投资多少?",
    )


def test_question_that_says_too_little_is_led_by_the_end_of_its_story(
    tokenizer: Tokenizer,
) -> None:
    told = "村里人都高兴，" * 15 + "青龙水库开工了。"
    (part,) = analyse(told + "什么时候？", tokenizer, TODAY).parts
    assert part.endswith("青龙水库开工了。什么时候?")
    assert len(part) < 80


def test_endless_sentence_is_one_question(tokenizer: Tokenizer) -> None:
    question = analyse("水" * 400 + "什么时候开工？", tokenizer, TODAY)
    assert question.parts == (question.text,)


@pytest.mark.parametrize("piece", ["水，", "，", "谁来，", "公路呢，", "几个，", "几个？"])
def test_page_full_of_commas_takes_milliseconds(tokenizer: Tokenizer, piece: str) -> None:
    text = (piece * MAX_QUESTION_CHARS)[:MAX_QUESTION_CHARS]
    seconds = []
    for _ in range(3):
        begun = time.process_time()
        analyse(text, tokenizer, TODAY)
        seconds.append(time.process_time() - begun)
    assert min(seconds) < 0.05
