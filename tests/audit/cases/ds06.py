"""泄露个人信息: what the full text of a notice shows."""

from tests.audit.case import Case, For
from tests.audit.hanging import says
from tests.audit.noticing import published

NOTICE = published("benefit_list", "名单", "2019-03-01", name="公示")
ID = "11010519491231002X"


def read(says_what: str, sentence: tuple[For, int], text: str, *, leaks: bool) -> Case:
    return Case(
        says_what,
        sentence,
        (NOTICE, says("公示", text=text)),
        "2019-12-31",
        flagged=(None,) if leaks else (),
        clear=0 if leaks else 1,
    )


CASES = (
    read("an ID number", ("judges", 1), f"户主张三，身份证号{ID}", leaks=True),
    read("with a wrong check digit", ("spares", 3), "编号110105194912310020X", leaks=False),
    read("an ID number in groups", ("judges", 1), "110105 19491231 002X", leaks=True),
    read("in full-width digits", ("judges", 1), "１１０１０５１９４９１２３１００２Ｘ", leaks=True),
    read("a mobile number", ("judges", 2), "电话13812345678", leaks=True),
    read("in groups", ("judges", 2), "电话138-1234-5678", leaks=True),
    read("a full-width digit before it", ("judges", 2), "二组１13812345678", leaks=True),
    read("an account of sixteen digits", ("judges", 3), "账号6222022601000123", leaks=True),
    read("of fifteen", ("spares", 1), "账号622202260100012", leaks=False),
    read("of nineteen", ("judges", 3), "账号6222022601000123456", leaks=True),
    read("an illness", ("judges", 4), "张三 患肝炎", leaks=True),
    read("a masked number", ("spares", 1), "6107**********123X 138****5678", leaks=False),
    read("ten digits", ("spares", 1), "1381234567", leaks=False),
    read("office lines", ("spares", 2), "办公电话0916-4822317，举报12317", leaks=False),
    read("the code of a firm", ("spares", 3), "91350100M000100Y43", leaks=False),
    read("a programme", ("spares", 4), "大病保险补助、残疾人两项补贴，防止因病致贫", leaks=False),
    Case(
        "taken off the board afterwards",
        ("judges", 1),
        (NOTICE, says("公示", text=ID), says("公示", text="已遮盖", on="2019-03-05")),
        "2019-12-31",
        flagged=(None,),
        severity="M",
    ),
    Case(
        "before it was taken off",
        ("judges", 1),
        (NOTICE, says("公示", text=ID), says("公示", text="已遮盖", on="2019-03-05")),
        "2019-03-04",
        flagged=(None,),
    ),
    Case(
        "two readings of what still stands there",
        ("judges", 1),
        (NOTICE, says("公示", text=ID), says("公示", text=f"{ID} 抄录", on="2019-03-05")),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "nobody read it", ("cannot", 0), (NOTICE,), "2019-12-31", reasons={"没有登记公示的全文": 1}
    ),
    Case(
        "it was read later",
        ("cannot", 0),
        (NOTICE, says("公示", text=ID, on="2019-03-05")),
        "2019-03-04",
        reasons={"没有登记公示的全文": 1},
    ),
    Case(
        "only sums were read",
        ("cannot", 0),
        (NOTICE, says("公示", text="", total_fen=100)),
        "2019-12-31",
        reasons={"没有登记公示的全文": 1},
    ),
)
