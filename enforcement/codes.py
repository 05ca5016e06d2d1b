"""The national code lists of `fixtures/rulebook`: GB/T 2260 divisions and GB/T 4754 industries. Read once a process."""

import csv
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

FOLDER = settings.BASE_DIR / "fixtures" / "rulebook"
INDUSTRY_DIGITS = (2, 3, 4)


def _read(name: str) -> Iterable[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def divisions() -> dict[str, str]:
    """Code → name, as 530102 → 五华区."""
    return {row["code"]: row["name"] for row in _read("gbt2260-divisions.csv")}


@cache
def industries() -> dict[str, str]:
    """Section letter and division → name, as C26 → 化学原料和化学制品制造业."""
    return {f"{row['parent']}{row['code']}": row["name"] for row in _read("gbt4754-2017.csv") if row["level"] == "2"}


@cache
def _sections() -> dict[str, str]:
    return {code[1:]: code[0] for code in industries()}


def division_name(code: str) -> str:
    """With what it lies in: 五华区 alone is not a place one would find."""
    names, own = divisions(), divisions().get(code, "")
    above = (names.get(f"{code[:2]}0000", ""), names.get(f"{code[:4]}00", ""))
    return "".join(dict.fromkeys((*(one for one in above if own), own)))


def read_division(text: str, *, also: Iterable[str] = ()) -> str:
    """`also`: the codes of the bureaus, which know divisions that the list has not yet."""
    code = "".join(text.split())
    if not code or code in divisions() or code in also:
        return code
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise ValueError(_("行政区划代码应为 6 位数字，例如 530102"))
    raise ValueError(_("行政区划代码 %(code)s 不在 GB/T 2260 中，请核对") % {"code": code})


def read_industry(text: str) -> str:
    """`26`, `2614`, `c2614` → `C26`, `C2614`, `C2614`: one way of writing, so that lists can be filtered by it."""
    code = "".join(text.split()).upper()
    if not code:
        return ""
    letter, digits = (code[0], code[1:]) if code[0].isascii() and code[0].isalpha() else ("", code)
    if len(digits) not in INDUSTRY_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise ValueError(_("行业代码应为 2 至 4 位数字，前面可加门类字母，例如 C26 或 2614"))
    section = _sections().get(digits[:2])
    if section is None:
        raise ValueError(_("行业大类 %(code)s 不在 GB/T 4754 中，请核对前两位") % {"code": digits[:2]})
    if letter and letter != section:
        words = {"code": digits[:2], "section": section, "letter": letter}
        raise ValueError(_("行业大类 %(code)s 属于门类 %(section)s，不是 %(letter)s，请核对") % words)
    return f"{section}{digits}"


def industry_name(code: str) -> str:
    """Of the division: the list goes no deeper."""
    return industries().get(code[:3], "")
