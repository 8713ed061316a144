"""Lists stand in one order everywhere, which for common characters is that of pinyin."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.values.sort_key import sort_key


def test_common_surnames_stand_in_pinyin_order() -> None:
    names = ["张三", "王五", "李四", "赵六", "陈七", "白八", "欧阳修"]
    assert sorted(names, key=sort_key) == ["白八", "陈七", "李四", "欧阳修", "王五", "张三", "赵六"]


def test_the_counties_of_hanzhong_stand_in_one_order() -> None:
    counties = ["汉台区", "南郑区", "略阳县", "镇巴县", "佛坪县", "城固县"]
    assert sorted(counties, key=sort_key) == [
        "城固县", "佛坪县", "汉台区", "略阳县", "南郑区", "镇巴县",
    ]  # fmt: skip


def test_ascii_stands_first_and_what_gbk_lacks_stands_last_by_code_point() -> None:
    assert sorted(["𠮷", "中", "㐀", "z", "한"], key=sort_key) == ["z", "中", "㐀", "한", "𠮷"]


def test_a_shorter_text_stands_before_its_continuation() -> None:
    assert sort_key("张") < sort_key("张三") < sort_key("张三丰")


def test_the_bytes_are_those_of_gbk_where_gbk_has_the_character() -> None:
    assert sort_key("啊A").hex() == "b0a141"
    assert sort_key("𠮷").hex() == "ff00020bb7"


any_text = st.text(st.characters(exclude_categories=()), max_size=6)


@given(any_text, any_text)
def test_equal_keys_mean_equal_texts(one: str, other: str) -> None:
    assert (sort_key(one) == sort_key(other)) == (one == other)


@given(any_text, any_text, any_text)
def test_texts_compare_character_by_character(one: str, other: str, tail: str) -> None:
    if one and other and sort_key(one[0]) < sort_key(other[0]):
        assert sort_key(one + tail) < sort_key(other + tail)
