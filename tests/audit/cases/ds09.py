"""证据缺失或重复: photos of notices that hang."""

from ledger.register.posting import EvidenceKind
from tests.audit.case import Case
from tests.audit.hanging import extended, pictured, withdrawn
from tests.audit.noticing import published

NOTICE = published(
    "project", "护林", "2019-03-01", period=("2019-03-01", "2019-03-10"), name="公示"
)
OTHER = published("project", "修路", "2019-03-01", period=("2019-03-01", "2019-03-10"), name="另示")
ELSEWHERE = published(
    "project",
    "修渠",
    "2019-03-01",
    period=("2019-03-01", "2019-03-10"),
    at="other_village",
    name="他村",
)
SHOWN = pictured("另示", "好照片", "2019-03-05")
"""So that the book uses evidence at all."""
JUDGED = "2019-12-31"

CASES = (
    Case(
        "thirty-one days after the end there is no photo",
        ("judges", 1),
        (NOTICE, OTHER, SHOWN),
        "2019-04-10",
        flagged=(None,),
        clear=1,
    ),
    Case("thirty days after it", ("spares", 1), (NOTICE, OTHER, SHOWN), "2019-04-09", clear=2),
    Case(
        "the days are a parameter",
        ("spares", 1),
        (NOTICE, OTHER, SHOWN),
        "2019-04-10",
        clear=2,
        parameters={"days": 31},
    ),
    Case(
        "without an end, thirty-one days after it was published",
        ("judges", 1),
        (published("project", "护林", "2019-03-01"), OTHER, SHOWN),
        "2019-04-01",
        flagged=(None,),
        clear=1,
    ),
    Case(
        "a website is its own evidence",
        ("spares", 2),
        (published("project", "护林", "2019-03-01", channel="website"), OTHER, SHOWN),
        JUDGED,
        clear=1,
    ),
    Case(
        "a photo of the first and of the last day",
        ("judges", 2),
        (
            NOTICE,
            OTHER,
            pictured("公示", "一", "2019-03-01"),
            pictured("另示", "二", "2019-03-10"),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "the day before it was published",
        ("judges", 2),
        (NOTICE, pictured("公示", "一", "2019-02-28")),
        JUDGED,
        flagged=(None,),
    ),
    Case(
        "the day after its end",
        ("judges", 2),
        (NOTICE, pictured("公示", "一", "2019-03-11")),
        JUDGED,
        flagged=(None,),
    ),
    Case(
        "after it was taken down",
        ("judges", 2),
        (NOTICE, withdrawn("公示", "2019-03-04"), pictured("公示", "一", "2019-03-05")),
        JUDGED,
        flagged=(None,),
    ),
    Case(
        "after the printed end of one that was extended",
        ("judges", 2),
        (
            NOTICE,
            extended("公示", "2019-03-09", "2019-03-20"),
            pictured("公示", "一", "2019-03-15"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "the camera says a day before",
        ("judges", 2),
        (NOTICE, pictured("公示", "一", "2019-03-05", exif_on="2019-02-28")),
        JUDGED,
        flagged=(None,),
    ),
    Case(
        "the camera says a day after",
        ("judges", 2),
        (NOTICE, pictured("公示", "一", "2019-03-05", exif_on="2019-03-11")),
        JUDGED,
        flagged=(None,),
    ),
    Case(
        "the camera agrees, on the last and on the first day",
        ("judges", 2),
        (
            NOTICE,
            OTHER,
            pictured("公示", "一", "2019-03-05", exif_on="2019-03-10"),
            pictured("另示", "二", "2019-03-05", exif_on="2019-03-01"),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "without an end any day after it was published will do",
        ("judges", 2),
        (
            published("project", "护林", "2019-03-01", name="公示"),
            pictured("公示", "一", "2019-09-05", exif_on="2019-09-05"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a photo that says nothing of itself",
        ("spares", 5),
        (NOTICE, pictured("公示", "一", "2019-03-05")),
        JUDGED,
        clear=1,
    ),
    Case(
        "one of several photos is good",
        ("spares", 6),
        (NOTICE, pictured("公示", "一", "2019-03-15"), pictured("公示", "二", "2019-03-05")),
        JUDGED,
        clear=1,
    ),
    Case(
        "the same photo at two villages",
        ("judges", 3),
        (
            NOTICE,
            ELSEWHERE,
            pictured("公示", "一", "2019-03-05"),
            pictured("他村", "一", "2019-03-05", at="other_village"),
        ),
        JUDGED,
        flagged=(None, None),
    ),
    Case(
        "the same photo of two notices on one board",
        ("spares", 3),
        (NOTICE, OTHER, pictured("公示", "一", "2019-03-05"), pictured("另示", "一", "2019-03-05")),
        JUDGED,
        clear=2,
    ),
    *(
        Case(
            f"the same {kind} at two villages",
            ("spares", 4),
            (
                NOTICE,
                ELSEWHERE,
                pictured("公示", "一", "2019-03-05", kind=kind),
                pictured("他村", "一", "2019-03-05", at="other_village", kind=kind),
            ),
            JUDGED,
            clear=2,
        )
        for kind in (EvidenceKind.SCAN, EvidenceKind.SCREENSHOT)
    ),
    Case(
        "a photo that is also a scan elsewhere",
        ("spares", 4),
        (
            NOTICE,
            ELSEWHERE,
            pictured("公示", "一", "2019-03-05"),
            pictured("他村", "一", "2019-03-05", at="other_village", kind=EvidenceKind.SCAN),
        ),
        JUDGED,
        clear=2,
    ),
    Case("no evidence at all", ("cannot", 0), (NOTICE,), JUDGED, reasons={"没有登记过张贴证据": 1}),
    Case(
        "no evidence yet",
        ("cannot", 0),
        (NOTICE, pictured("公示", "一", "2019-03-05")),
        "2019-03-04",
        reasons={"没有登记过张贴证据": 1},
    ),
)
