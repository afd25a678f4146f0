"""Names of people, as bylines print them."""

import random

from training.pages.listed import listed

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "令狐",
    "夏侯",
    "皇甫",
    "东方",
    "司徒",
    "尉迟",
    "公孙",
    "慕容",
)
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉力建国华志海燕波红玉梅林峰鹏飞云龙斌宇浩凯健俊帆婷雪慧莹倩晨阳琳瑶佳嘉欣怡思雨"
    "梓轩子涵博泽昊天晓东南春秋冬冰清雅洁琴凤珍贞莉荣爱妹香月素真环翠凡锋庆宏生亮政谦亨奇固之轮翰朗伯若鸣朋梁栋维启克伦翔旭振培民友裕河哲"
    "江才发武新利永福贵仁义兴良山中元全胜学祥根木火土树森石川水方圆章程毅恒坚忠诚信孝悌廉耻望达旺光先开来继往一丁乃万千百里丹青白朱紫绿"
)
_MINORITY = listed(
    "阿迪力 古丽娜尔 买买提 艾力 热依汗 帕提古丽 木拉提 努尔兰 叶尔兰 扎西次仁 卓玛 多吉 格桑曲珍 边巴 尼玛 旦增 巴特尔 乌兰 "
    "其其格 苏日娜 阿依夏 哈力木拉提"
)


def person(rng: random.Random) -> str:
    """Make up a name, mostly of two or three characters."""
    chance = rng.random()
    if chance < 0.02:
        return "·".join(rng.sample(_MINORITY, 2))
    if chance < 0.03:
        return rng.choice(_MINORITY)
    surname = rng.choice(_COMPOUND) if chance < 0.045 else rng.choice(_SURNAMES)
    # A space stands between surname and given name in print only, see `printed`.
    return surname + "".join(rng.sample(_GIVEN, 1 if rng.random() < 0.32 else 2))


def people(rng: random.Random, most: int = 4) -> tuple[str, ...]:
    """Make up one to four names, no name twice."""
    count = min(most, rng.choices((1, 2, 3, 4), (52, 30, 13, 5))[0])
    return tuple(dict.fromkeys(person(rng) for _ in range(count)))


def printed(name: str, spacing: str) -> str:
    """Return a name as the page prints it: names of two characters may be set apart."""
    return f"{name[0]}{spacing}{name[1]}" if spacing and len(name) == 2 else name
