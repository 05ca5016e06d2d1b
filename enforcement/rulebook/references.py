"""Citations inside free text (a law by name, its articles, a semicolon, the next law): which law, which articles.

The source cites in three notations: Chinese numerals, Arabic ones, and "art 57, 59". A law is found by its short name
(with or without a year) or by its document number; what is not found stays plain text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from enforcement.rulebook.citations import DIGITS, LONGEST_SPAN

EDITION = re.compile(r"\s*[(（](\d{4}|[^)）]*\d{4}[^)）]*|总局令[^)）]*|应急管理部令[^)）]*|试行)[)）]$")
YEAR = re.compile(r"\s*[(（](\d{4})[)）]")
TITLE_WORDS = ("中华人民共和国",)
FILE_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,8}〔\d{4}〕\d+号|[\u4e00-\u9fff]{0,8}令第?\d+号")
NUMERAL = r"[零〇一二三四五六七八九十百\d]+"
ARTICLE = re.compile(rf"第({NUMERAL}(?:[、,，\-—至]第?{NUMERAL})*)条")
AFTER = re.compile(
    rf"^(?:条)?(?:第[{DIGITS}十、\d]+[款项目]|[(（][一二三四五六七八九十\d]+[)）]|[、,，和及])*\s*(?=第)"
)
ENGLISH = re.compile(r"^\s*(?:\(\d{4}\)\s*)?[Aa]rt\.?\s*((?:\d+(?:\(\d+\))*(?:-(?:\(?\d+\)?))*(?:,\s*)?)+)")


@dataclass(frozen=True)
class Segment:
    """A piece of the text; with a law, it is the name of the law, and with a number, one of its articles."""

    text: str
    law: str = ""
    number: str = ""


@dataclass(frozen=True)
class Name:
    """A law as free text may call it. `open_ended`: still in force as far as known."""

    key: str
    name: str
    document: str
    open_ended: bool


class Names:
    """All ways in which the laws of one edition are named, the longest first."""

    def __init__(self, laws: Iterable[Name]) -> None:
        self.by_short: dict[str, list[Name]] = defaultdict(list)
        self.by_number: dict[str, Name] = {}
        for law in laws:
            self.by_short[short(law.name)].append(law)
            for number in FILE_NUMBER.findall(f"{law.name} {law.document}"):
                self.by_number.setdefault(number, law)
        names = sorted([*self.by_short, *self.by_number], key=len, reverse=True)
        self.pattern = re.compile("|".join(re.escape(name) for name in names if name) or r"(?!)")

    def find(self, text: str, year: str) -> Name:
        if text in self.by_number:
            return self.by_number[text]
        laws = self.by_short[text]
        dated = [law for law in laws if year and (year in law.name or year in law.key)]
        standing = [law for law in laws if law.open_ended]
        return (dated or standing or laws)[-1]


def short(name: str) -> str:
    for words in TITLE_WORDS:
        name = name.removeprefix(words)
    return EDITION.sub("", name)


def names_of(laws: Iterable[Any]) -> Names:
    """Of `Law` rows."""
    return Names(Name(law.key, law.name_zh, law.document, law.validity.upper is None) for law in laws)


def segments(text: str, names: Names) -> list[Segment]:
    """The text in pieces that together are the text again."""
    found: list[Segment] = []
    end = 0
    matches = list(names.pattern.finditer(text))
    for match, after in zip_longest(matches, matches[1:]):
        if match.start() < end:
            continue
        until = after.start() if after else len(text)
        year = YEAR.match(text, match.end())
        law = names.find(match.group(), year[1] if year else "")
        begins = year.end() if year else match.end()
        found += [Segment(text[end : match.start()]), Segment(text[match.start() : begins], law.key)]
        end = begins
        for piece in _articles(text[begins:until], law.key):
            found.append(piece)
            end += len(piece.text)
    return [one for one in [*found, Segment(text[end:])] if one.text]


def _articles(text: str, law: str) -> Iterator[Segment]:
    """The articles that follow the name of a law; stops where something else begins."""
    if english := ENGLISH.match(text):
        yield from _english(english, law)
        return
    end = 0
    for match in ARTICLE.finditer(text):
        between = text[end : match.start()]
        if between and not (AFTER.match(text[end : match.start() + 1]) or between in "》 "):
            return
        if between:
            yield Segment(between)
        yield from _one(match, law)
        end = match.end()


def _one(match: "re.Match[str]", law: str) -> Iterator[Segment]:
    """第93、94条: each number a segment of its own; 第92-94条 is one, at its first article."""
    pieces = re.split(r"([、,，])", match.group())
    for piece in pieces:
        numbers = re.findall(NUMERAL, piece)
        yield Segment(piece, law, str(numeral(numbers[0]))) if numbers else Segment(piece)


def _english(match: "re.Match[str]", law: str) -> Iterator[Segment]:
    whole, start = match.group(), match.start(1)
    yield Segment(whole[:start])
    for piece in re.split(r"(,\s*)", whole[start:]):
        number = re.match(r"\d+", piece)
        if piece:
            yield Segment(piece, law, number.group()) if number else Segment(piece)


def cited_in(text: str, names: Names) -> set[tuple[str, str]]:
    """(law, article) of every article named, each of a span; an article of "" is the law as such."""
    found = set()
    for one in segments(text, names):
        if one.law:
            found |= {(one.law, number) for number in _span(one)}
    return found


def _span(one: Segment) -> list[str]:
    span = re.search(rf"({NUMERAL})[\-—至]第?({NUMERAL})", one.text) if one.number else None
    if not span:
        return [one.number]
    first, last = numeral(span[1]), numeral(span[2])
    return [str(number) for number in range(first, min(last, first + LONGEST_SPAN) + 1)]


def numeral(text: str) -> int:
    """六十五 or 65."""
    if text.isdigit():
        return int(text)
    total, ones = 0, 0
    for sign in text.replace("〇", "零"):
        if sign in DIGITS:
            ones = DIGITS.index(sign)
        else:
            total += (ones or 1) * (10 if sign == "十" else 100)
            ones = 0
    return total + ones
