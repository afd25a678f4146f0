"""A small archive written for the tests: what its articles say is known word by word."""

BRIDGE = "云桥镇三座便民桥3月4日完工，总投资386万元。"
BRIDGE_MORE = "桥长128米，两岸2300多名村民出行不再绕路。"
LIBRARY = "县图书馆新馆6月17日开放，藏书38万册，总投资1.2亿元。馆长周明华说，新馆每周二闭馆。"
RESERVOIR = "青龙水库1月26日下闸蓄水，总库容6800万立方米，总投资7.26亿元。"
HERON = "志愿者在河口湿地数到一千八百四十五只白鹭，其中黄嘴白鹭十三只。"
HOSPITAL = (
    "縣人民醫院１２日８時在新院區開診，當天門診１３８６人次。院長范聞笙說，新院區有病床六百張。"
)
TEA = "茶坪乡的春茶3月20日开采，头采鲜叶每斤卖到85元，比去年高出10元。"
FERRY = "青龙水库边的老渡口还有一条木船，摆渡人阮阿九撑了四十年。"

ROWS: tuple[dict[str, str], ...] = (
    {
        "id": "bridge",
        "title": "云桥镇修好三座便民桥",
        "date": "2021-03-05",
        "text": f"{BRIDGE}\n{BRIDGE_MORE}",
    },
    {"id": "library", "title": "县图书馆新馆开放", "date": "2021-06-18", "text": LIBRARY},
    {"id": "reservoir", "title": "青龙水库下闸蓄水", "date": "2022-01-27", "text": RESERVOIR},
    {"id": "heron", "title": "白鹭回到河口湿地", "date": "2022-05-10", "text": HERON},
    {"id": "hospital", "title": "縣人民醫院搬進新院區", "date": "2023-12-13", "text": HOSPITAL},
    {
        "id": "tea",
        "title": "茶坪春茶开采",
        "date": "2024-03-21",
        "text": TEA,
        "source": "茶坪周报",
        "url": "https://example.org/tea",
    },
    {"id": "ferry", "title": "老渡口", "text": FERRY},
    {"id": "library-reprint", "title": "新馆开放", "date": "2021-06-20", "text": LIBRARY},
)
