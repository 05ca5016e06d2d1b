"""From the article notation of the source ("92(2)(3)", "56, 85", "四(四)") to a citation as documents write it."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from enforcement.rulebook.states import Confidence, Evidence, Level

DIGITS = "零一二三四五六七八九"
NUMERAL = "一二三四五六七八九十百"
# What the source says instead of a number, because the number was not read.
WORDS = {
    "not read": "（条文未核）",
    "not confirmed": "（条文待核）",
    "penalty articles not read": "（罚则条文未核）",
    "provincial system": "（省级制度）",
    "regional system": "（自治区制度）",
    "classification chapter": "信用信息分类章",
    "credit-repair chapter": "信用修复章",
    "listing procedure": "列入程序条款",
    "protection articles": "举报人保护条款",
    "reward articles": "奖励标准条款",
    "answer on handling time": "办理时限答复",
}
UNSURE = "（条号待核）"
OTHER_EDITION = re.compile(r"\s*\((?:\d[\d-]* in the \d{4} text|\d{4} numbering)\)")
ARTICLES = re.compile(r"(\d+)(?:-(\d+))?((?:\([\d一二三四五六七八九十]+\))*)\s*(\(各项\))?$")
SECTION = re.compile(rf"([{NUMERAL}]*)((?:\([{NUMERAL}]+\))*)$")
POINT = re.compile(r"(.*\S)\s+point\s+(\d+)$")


FROM_MEMORY = re.compile(r"\s*\(number from memory\)")
NOT_A_NUMBER = {"相应条款", "见国家禁限目录"}
LONGEST_SPAN, BEHIND_ALL = 60, 10_000


def chinese(number: int) -> str:
    """1 … 999 as legal texts write it: 10 十, 15 十五, 100 一百, 101 一百零一, 110 一百一十."""
    if not 0 < number < 1000:
        raise ValueError(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


def cite(law: str, article: str, itemised: Collection[str] = ()) -> str:
    title = law.replace("《", "〈").replace("》", "〉")
    return f"《{title}》{article_words(article, itemised)}"


def article_words(article: str, itemised: Collection[str] = ()) -> str:
    """`itemised` names the articles whose single bracket is an item (项); "92*" where both brackets are paragraphs."""
    text = OTHER_EDITION.sub("", article.strip())
    unsure = UNSURE if FROM_MEMORY.search(text) else ""
    text = FROM_MEMORY.sub("", text)
    if text in WORDS:
        return WORDS[text]
    return "、".join(_one(part, itemised) for part in split(text)) + unsure


def split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,；]", text) if part.strip()]


@dataclass(frozen=True)
class Part:
    """One place of a citation: its words, and the numbers of the articles it names (none where none was read)."""

    words: str
    numbers: tuple[str, ...]


def parts_of(article: str, itemised: Collection[str] = ()) -> list[Part]:
    """The citation place by place; the words together are those of `article_words`."""
    text = FROM_MEMORY.sub("", OTHER_EDITION.sub("", article.strip()))
    if not text:
        return []
    if text in WORDS:
        return [Part(WORDS[text], ())]
    parts = [Part(_one(part, itemised), _numbers(part)) for part in split(text)]
    if FROM_MEMORY.search(article):
        parts[-1] = replace(parts[-1], words=parts[-1].words + UNSURE)
    return parts


def numbers_of(article: str) -> list[str]:
    """The articles a citation names: "92(2)(3)" 92; "14-16" 14, 15, 16; "四(四)" 四; "17, 18" 17, 18."""
    return [number for part in parts_of(article) for number in part.numbers]


def _numbers(part: str) -> tuple[str, ...]:
    if found := ARTICLES.match(part):
        first = int(found[1])
        last = min(int(found[2] or first), first + LONGEST_SPAN)
        return tuple(str(number) for number in range(first, last + 1))
    if part.startswith("Interpretation ") or part in NOT_A_NUMBER:
        return ()
    if (found := SECTION.match(part)) and found[1]:
        return (found[1],)
    return (POINT.sub(r"\1", part),)


def position_of(number: str) -> int:
    """Where an article stands in its law: by its number, and what has none after all that have one."""
    return int(number) if number.isascii() and number.isdigit() else BEHIND_ALL


def _one(part: str, itemised: Collection[str]) -> str:
    if part.startswith("Interpretation "):
        return f"及其司法解释{_one(part.removeprefix('Interpretation '), itemised)}"
    if point := POINT.match(part):
        return f"{point[1]}第{point[2]}点"
    if found := ARTICLES.match(part):
        first, last, brackets, every = found.groups()
        words = f"第{chinese(int(first))}条"
        if last:
            words += f"至第{chinese(int(last))}条"
        return words + _below(first, re.findall(r"\((.+?)\)", brackets), itemised) + ("各项" if every else "")
    if (found := SECTION.match(part)) and part:
        head, brackets = found.groups()
        items = "".join(f"第（{word}）项" for word in re.findall(r"\((.+?)\)", brackets))
        return (f"第{head}部分" if head else "") + items
    return part


def _below(article: str, brackets: list[str], itemised: Collection[str]) -> str:
    if not brackets:
        return ""
    numbers = [chinese(int(word)) if word.isdigit() else word for word in brackets]
    if f"{article}*" in itemised:
        return "、".join(f"第{word}款" for word in numbers)
    if len(numbers) == 1 and (article in itemised or not brackets[0].isdigit()):
        return f"第{numbers[0]}项"
    return "".join(f"第{word}{kind}" for word, kind in zip(numbers, "款项目", strict=False))


def mark_of(confidence: str, evidence: str, level: int, status: str) -> str:
    """The words that must stand beside a row that is not law as read; empty where it is."""
    if confidence == Confidence.UNVERIFIED:
        return _("待核定")
    if level == Level.DRAFT:
        return _("征求意见稿，不作依据")
    if confidence == Confidence.COMPOSED:
        return _("待核定：本系统编写")
    if confidence != Confidence.VERIFIED:
        return _("待核定：凭经验录入")
    if level > Level.MINISTRY_RULE:
        return _("政策文件或地方规定")
    if status == "local_example":
        return _("地方规定，仅在当地适用")
    if evidence == Evidence.SECONDARY_REPORT:
        return _("转引，条号待核")
    return ""
