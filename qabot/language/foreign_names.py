"""Names of other languages as Chinese writes them: by sound, with dots between their parts."""

import re

SOUNDS = (
    "阿埃艾安奥巴白拜班邦包保鲍贝本比彼毕宾波伯博勃布查茨达戴丹当道德蒂帝狄登邓迪丁东杜顿多厄尔恩法凡范菲费芬佛弗夫福富盖甘冈高戈格根贡古瓜圭"
    "哈海汉豪赫亨胡华怀惠霍基吉加贾简杰金津卡凯坎康考柯科可克肯库夸奎昆拉腊莱赖兰朗劳勒雷蕾里理利莉连林琳龙卢鲁路伦罗洛马玛迈麦曼芒毛"
    "梅门蒙米密明默姆穆娜纳南内尼妮宁纽努诺欧帕潘庞佩彭皮平珀蒲普契恰乔切楚琼丘让热日茹瑞若撒萨塞赛桑瑟森沙莎山珊尚绍申圣施史舒斯丝思苏索"
    "塔泰坦汤唐陶特滕提廷图土吐托瓦万旺威韦维魏卫温文翁沃乌武西希锡夏香肖谢辛欣休许雪亚娅雅延扬叶伊依英永尤于约泽扎詹珍芝治朱兹祖佐京奇力耶娃吾孜江木买捷什季济"
)
"""Characters by which such names are written."""
FOREIGN_NAME = re.compile(f"[{SOUNDS}]{{1,8}}(?:[·•][{SOUNDS}]{{1,10}})+")
