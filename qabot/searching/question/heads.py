"""Nouns that tell what is asked for: 导演 a person, 规模 a number, 时间 a date, 地点 a place.

A head noun stands last in its phrase: 2019年外储规模, 青龙水库的开工时间, 哪位导演.
"""

import re

from qabot.searching.question.kinds import Asked

_NOUNS = {
    Asked.PERSON: (
        "人|人士|人物|人员|导演|总导演|编剧|主演|主角|男主|女主|男主角|女主角|配角|演员|影帝|影后|作者|作家|诗人|画家|编辑|主编|记者|主持|嘉宾|歌手|主唱|原唱|作曲|作词"
        "|词作者|曲作者|监制|出品人|制片|制作人|摄影|摄影师|设计师|建筑师|工程师|科学家|院士|专家|学者|教授|教师|老师|医生|护士|律师|法官|检察官|警察|民警|司机|飞行员|航天员|宇航员"
        "|运动员|选手|球员|队员|队长|教练|主帅|主教练|裁判|门将|前锋|旗手|火炬手|冠军得主|得主|得分王|球王|英雄|模范|劳模|先进个人|校长|院长|所长|馆长|台长|社长|会长|理事长|秘书长"
        "|市长|省长|县长|区长|镇长|乡长|村长|州长|书记|支书|主席|副主席|总统|副总统|总理|副总理|首相|部长|副部长|外长|防长|财长|局长|厅长|处长|科长|主任|行长|署长|司长|司令|司令员|政委"
        "|将军|董事长|总经理|经理|总裁|总监|首席执行官|ceo|cfo|cto|老板|首富|创始人|创办人|创建者|负责人|领导人|领袖|掌门人|接班人|继任者|前任|现任|代表|大使|特使|发言人|议员|议长"
        "|国王|女王|皇帝|王子|公主|太子|教皇|法人|法定代表人|股东|发明人|发现人|获奖者|获得者|领奖人|受害人|嫌疑人|被告|原告|凶手|烈士|丈夫|妻子|老公|老婆|父亲|母亲|爸爸|妈妈|儿子|女儿"
        "|哥哥|弟弟|姐姐|妹妹|男友|女友|同学|学生|居民|村民|艺人|网红|明星|偶像|传承人|继承人|提出者|候选人|当选者|当选人|新郎|新娘|配音|扮演者|饰演者|首任|第[1一]人|副总裁|副市长|副主任|副局长"
    ),
    Asked.DATE: (
        "时间|日期|时刻|年份|月份|日子|生日|诞辰|忌日|截止期|截止日|截止日期|开幕日|上映日|上映日期|工期节点|纪念日|时间点|时候|年代|时点|档期|期限|有效期"
    ),
    Asked.PLACE: (
        "地点|地址|地方|地区|地域|位置|场所|场地|地|所在地|出生地|产地|原产地|发源地|举办地|所属地|籍贯|驻地|国籍|祖籍|故乡|家乡|老家|首都|省会|首府|总部|国家|省|省份|市|城市|城区"
        "|县|县城|区|乡镇|乡|镇|村|村庄|州|岛|岛屿|海域|河流|江河|湖泊|山脉|机场|车站|火车站|高铁站|地铁站|港口|场馆|体育馆|体育场|景区|景点|公园|广场|街道|小区|社区|路段|起点|终点|目的地|方位|产区|海滩|半岛|洲|大洲"
    ),
    Asked.ORGANISATION: (
        "公司|企业|厂商|厂家|工厂|集团|机构|组织|单位|部门|部委|委员会|协会|学会|基金会|学校|大学|高校|中学|小学|母校|院校|学院|研究所|研究院|医院|银行|券商|保险公司|出版社|报社|媒体|电视台"
        "|球队|队伍|队|国家队|代表队|代表团|战队|俱乐部|政党|党派|执政党|法院|检察院|航司|航空公司|主办方|承办方|主办单位|承办单位|制作方|出品方|生产商|制造商|开发商|运营商|供应商|承建商|赞助商|收购方|投资方|发行商|品牌方|酒店|餐厅|超市|商场|平台|联盟|团队|乐队|乐团|剧团|冠军队"
    ),
    Asked.NUMBER: (
        "规模|数量|数目|数额|数值|人数|人次|户数|次数|件数|总数|个数|天数|年数|届数|例数|金额|总额|总金额|总量|总值|总投资|投资|投资额|造价|费用|成本|预算|经费|资金|价格|价钱|售价|单价|票价|房价|股价|油价|定价|身价|报价|起拍价|成交价"
        "|价值|市值|估值|面积|长度|高度|宽度|深度|厚度|重量|体重|身高|体积|容量|速度|时速|温度|气温|湿度|浓度|海拔|距离|里程|全长|总长|跨度|年龄|岁数|寿命|年限|工龄|时长|用时|耗时|工期|期间长度|时间长度|周期|比例|占比|比重|百分比|份额|比分|分数|得分|评分|成绩|排名|名次|票数|得票"
        "|增速|增幅|涨幅|跌幅|降幅|增长|幅度|增量|存量|余额|顺差|逆差|收入|营收|营业收入|支出|利润|净利润|亏损|薪酬|工资|月薪|年薪|薪水|补贴|补助|奖金|罚款|罚金|赔偿|税收|关税|票房|总票房|销量|产量|流量|客流|客流量|销售额|产值|总产值|gdp|生产总值|人口|总人口|外储|外汇储备|负债|债务|出口|进口"
        "|死亡人数|伤亡人数|伤亡|确诊|病例数|金牌数|奖牌数|损失|经济损失|投入|开支|缺口|赤字|热量|电压|功率|马力|油耗|续航|排量|像素|利率|汇率|税率|失业率|通胀率|通胀|收视率|点击量|播放量|粉丝|粉丝数|注册资本|学费|门票|运力|装机容量|库存|库容|年产|日产|限额|额度|上限|下限|标准线|名额|电话|号码|邮编|温差|余震数|震级|级别|等级"
    ),
    Asked.REASON: "原因|理由|缘由|缘故|起因|死因|成因|病因|诱因|目的|初衷|动机|为何",
    Asked.MANNER: "方法|方式|办法|途径|步骤|流程|手段|做法|操作|渠道|技巧|攻略|教程",
    Asked.LIST: "名单|成员|成员国|阵容|清单|目录|种类|列表|获奖名单|参会者|组成部分",
}
# An ending that makes a word of its kind: 失业率, 出口额, 领队者.
_ENDINGS = {
    Asked.NUMBER: "(?<![效频概])率|(?<=[\u4e00-\u9fff])(?:量|额|数|值|价|费|金额|指数|总长|程度|规模|增速)(?<!质量)(?<!力量)(?<!价值观)(?<!大数)",
    Asked.PERSON: "(?<![或记])者|(?<=[\u4e00-\u9fff])(?:人|员|长|家|师|手|帅|王|主任|书记|主席|市民)(?<!国家)(?<!成员)(?<!增长)(?<!成长)(?<!专长)(?<!延长)(?<!时长)(?<!周长)(?<!全长)(?<!总长)(?<!大家)(?<!个人)(?<!机器人)(?<!身长)(?<!对手)(?<!携手)(?<!联手)(?<!分手)(?<!公家)(?<!称王)",
    Asked.DATE: "(?<=[\u4e00-\u9fff])(?:时间|日期|年份|期限|日)(?<!假日)(?<!节日)(?<!生产日)",
    Asked.PLACE: "(?<=[\u4e00-\u9fff])(?:地点|[地址]|省|市|县|镇|村|国|市场所|基地|位置|机场|站)(?<!网站)",
    Asked.ORGANISATION: "(?<=[\u4e00-\u9fff])(?:公司|集团|大学|学院|医院|银行|局|部门|委员会|协会|队|社|厂|企业|机构)(?<!部队)",
}
# A duration is a number, though its head is 时间.
_DURATION = re.compile(
    "(?:用|耗费?|花费?|历|持续|需要?|等待|停留|建设|通勤|飞行|航行|运行|所需|间隔|平均)的?时间$|时间(?:长度|跨度)$"
)
_KINDS = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split("|")}
_LONGEST = max(map(len, _KINDS))
_BY_ENDING = [(kind, re.compile(f"(?:{ending})$")) for kind, ending in _ENDINGS.items()]
_FIRST = re.compile(
    "|".join(sorted(map(re.escape, (n for n in _KINDS if len(n) > 1)), key=len, reverse=True))
)


def kind_of_phrase(phrase: str) -> Asked | None:
    """Tell by its last noun what a phrase in normal form stands for; None where that says nothing."""
    phrase = phrase.rstrip(" 呢啊呀等")
    if _DURATION.search(phrase):
        return Asked.NUMBER
    for length in range(min(_LONGEST, len(phrase)), 1, -1):
        if kind := _KINDS.get(phrase[-length:]):
            return kind
    if len(phrase) == 1 and phrase in _KINDS:
        return _KINDS[phrase]
    return next((kind for kind, ending in _BY_ENDING if ending.search(phrase)), None)


def kind_of_first_noun(phrase: str) -> Asked | None:
    """Tell by the noun that a phrase in normal form begins with: 公司|获得了, 城市|举办."""
    for length in range(min(_LONGEST, len(phrase)), 1, -1):
        if kind := _KINDS.get(phrase[:length]):
            return kind
    return None


def first_noun(phrase: str) -> re.Match[str] | None:
    """Give the first known noun of two characters or more in a phrase."""
    return _FIRST.search(phrase)


def kind_of_noun(noun: str) -> Asked | None:
    """Tell what a noun of the table stands for."""
    return _KINDS.get(noun)
