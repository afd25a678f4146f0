"""An archive for the exploring commands: how a bridge was built, told over two years, among other news."""

from pathlib import Path

from parts import BigramEncoder, write_corpus

from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.settings import Settings

START = "青柳河大桥5月6日开工，全长860米，两岸工人都来了。"
VISIT = "县领导到东岭镇走访，先后看了学校、医院、青柳河大桥和敬老院。"
JOINED = "青柳河大桥昨天合龙，两岸工人在桥面会师。"
AGAIN = "青柳河大桥合龙，两岸工人在桥面会师，鞭炮响了半个钟头。"
OPENED = "青柳河大桥今天通车，过河只要两分钟。摆渡人收了船。"
LATER = "青柳河大桥通车一年，日均过车三千辆，两岸工人在桥面重聚。"

FERRYMAN = "阮阿九在石门渡口撑了四十年木船，送过赶考的学生，也送过出嫁的姑娘和采药的老人。"
FERRY_CHILDREN = "涨水的日子，他把孩子们一个个背上岸，鞋子湿了就在船头生火烤干，再送他们去学堂。"
FERRY_END = "如今渡口修了石阶和凉亭，游人来拍照，他坐在柳树下讲从前的故事。"
FERRY_CUT = "如今渡口修了石阶和凉亭，游人来拍照，他坐在柳树下讲从前的事。"

ROWS: tuple[dict[str, str], ...] = (
    {"id": "start", "title": "青柳河大桥开工", "date": "2020-05-07", "text": START},
    {"id": "visit", "title": "新春走访", "date": "2021-01-20", "text": VISIT},
    {"id": "joined", "title": "青柳河大桥合龙", "date": "2021-03-02", "text": JOINED},
    {"id": "again", "title": "青柳河大桥合龙", "date": "2021-03-03", "text": AGAIN},
    {"id": "opened", "title": "青柳河大桥通车", "date": "2021-06-30", "text": OPENED},
    {
        "id": "opened-reprint",
        "title": "大桥今天通车",
        "date": "2021-07-01",
        "text": OPENED + "岸边的老柳树下，围着看热闹的村民，有人说盼了三十年，有人说像做梦。",
    },
    {"id": "later", "title": "大桥通车一年", "date": "2022-06-30", "text": LATER},
    {
        "id": "ferry",
        "title": "石门渡口",
        "date": "2020-09-01",
        "text": FERRYMAN + FERRY_CHILDREN + FERRY_END,
    },
    {
        "id": "ferry-reprint",
        "title": "撑船四十年",
        "date": "2020-09-03",
        "text": FERRYMAN + FERRY_CHILDREN + FERRY_CUT,
    },
    *(
        {
            "id": f"flood-{day}",
            "title": f"白石沟山洪：第{day}天",
            "date": f"2022-07-{day:02}",
            "text": f"白石沟山洪过后第{day}天，{10 * day}户村民搬进安置点。",
        }
        for day in range(1, 5)
    ),
    *(
        {
            "id": f"market-{month}",
            "title": f"{month}月菜价",
            "date": f"2021-{month:02}-15",
            "text": f"东门菜场{month}月的白菜每斤{month}角，萝卜不贵。",
        }
        for month in range(1, 13)
    ),
)


def build(home: Path, cache: Path, tokenizer: Tokenizer) -> Settings:
    """Index the archive in a folder, with the light encoder: exploring loads none."""
    corpus = write_corpus(home / "corpus", ROWS)
    settings = Settings(corpus=corpus, index=home / "index", cache=cache)
    reindex(settings, BigramEncoder(), tokenizer)
    return settings
