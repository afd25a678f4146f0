"""Names of places and offices, as titles, bylines and signatures carry them."""

import random

from training.pages.listed import listed

PROVINCES = listed(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 "
    "云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
CITIES = listed(
    "石家庄 唐山 秦皇岛 邯郸 保定 张家口 承德 沧州 廊坊 雄安 太原 大同 长治 晋城 运城 临汾 沈阳 大连 鞍山 抚顺 丹东 锦州 长春 四平 "
    "延边 哈尔滨 齐齐哈尔 大庆 牡丹江 佳木斯 南京 无锡 徐州 常州 苏州 南通 连云港 盐城 扬州 镇江 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 "
    "义乌 台州 丽水 合肥 芜湖 蚌埠 黄山 阜阳 六安 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 九江 赣州 吉安 上饶 济南 "
    "青岛 淄博 烟台 潍坊 济宁 威海 临沂 聊城 郑州 开封 洛阳 安阳 新乡 许昌 南阳 商丘 信阳 武汉 宜昌 襄阳 荆州 黄冈 恩施 长沙 株洲 "
    "湘潭 衡阳 岳阳 常德 张家界 郴州 怀化 湘西 广州 深圳 珠海 汕头 佛山 湛江 惠州 东莞 中山 南宁 柳州 桂林 北海 百色 海口 三亚 成都 "
    "绵阳 德阳 广元 乐山 南充 宜宾 广安 达州 雅安 凉山 甘孜 阿坝 贵阳 遵义 六盘水 毕节 铜仁 黔东南 昆明 曲靖 玉溪 大理 丽江 西双版纳 "
    "怒江 拉萨 日喀则 林芝 西安 宝鸡 咸阳 延安 汉中 榆林 安康 兰州 酒泉 敦煌 天水 定西 甘南 西宁 玉树 银川 固原 乌鲁木齐 喀什 伊犁 "
    "和田 呼和浩特 包头 赤峰 鄂尔多斯 呼伦贝尔"
)
PLACES = (*PROVINCES, *CITIES)

_COUNTY = "清安平永宁长新东南西北兴丰武德临金石青白云龙凤江溪川阳山原陵林华明和昌"
_COUNTY_END = ("县", "县", "区", "市", "镇", "乡", "街道", "村", "社区")
_OFFICES = listed(
    "县委宣传部 融媒体中心 教育局 农业农村局 卫生健康局 人民法院 人民检察院 公安局 税务局 第一中学 实验小学 人民医院 文联 档案馆 "
    "市场监管局 水务局 消防救援大队 供电公司 团委 纪委监委 委党校 师范学院 交通运输局 自然资源局 住建局 气象局 司法局"
)


def county(rng: random.Random) -> str:
    """Make up the name of a county, town or village."""
    return "".join(rng.sample(_COUNTY, 2)) + rng.choice(_COUNTY_END)


def office(rng: random.Random, place: str = "") -> str:
    """Make up an office of a place: a unit that authors and notices name."""
    return (place if place and rng.random() < 0.5 else county(rng)) + rng.choice(_OFFICES)


def place_in(text: str) -> str:
    """Return the first known place that a text names, or nothing."""
    found = [(text.find(place), place) for place in PLACES if place in text]
    return min(found)[1] if found else ""
