"""Chinese surnames, by which a name is told from another short word."""

COMPOUND = frozenset(
    [
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
        "宇文",
        "长孙",
        "端木",
        "独孤",
        "南宫",
        "西门",
        "呼延",
        "轩辕",
        "太史",
        "申屠",
        "闻人",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "钟离",
        "鲜于",
        "闾丘",
        "拓跋",
        "百里",
    ]
)

SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路"
    "游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿全隋桑佟丛冀鞠边卞芮储靖井糜松应邬巴弓牧隗宓蓬郗班仰秋仲伊仇暴"
    "甄曲家封羿汲邴巫乌焦山车宣贲郁杭洪诸石崔钮嵇荀羊於惠家芮羿储靳汲谈宋茅庞支昝管莘党谭贡劳逄姬扶堵冉宰郦雍却璩濮寿通边扈燕冀郏浦尚农别庄晏瞿阎充慕连茹习宦鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国寇广禄阙东殴殳沃利蔚越夔隆师巩厍聂晁勾敖融訾辛阚那简饶空曾毋沙乜养鞠须丰巢相查荆红游竺权逯盖益桓公"
    "仝邸栗苑门楚闵湛池乐覃粟帅揭台初战皮代明候谌占晋原楼续刁修智信义奚狄计官伏母卿丘屠尧晨布平银鄢厉蔺梅敬战"
)


def starts_with_surname(word: str) -> bool:
    """Tell whether a word begins with a surname and has one or two characters after it."""
    if word[:2] in COMPOUND:
        return 3 <= len(word) <= 4
    return word[:1] in SURNAMES and 2 <= len(word) <= 3


def is_name(word: str) -> bool:
    """Tell whether a word may be a name: by its surname, or by the dot inside a name from another language."""
    return starts_with_surname(word) or any(dot in word[1:-1] for dot in "·•")
