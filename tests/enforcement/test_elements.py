"""The file of guides is read whole or refused with the row; its rows stay as they were published."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import IntegrityError, transaction

from enforcement.rulebook.loading import SourceRefused, load
from enforcement.rulebook.models import Element, Guide

pytestmark = pytest.mark.django_db
SOURCE = Path(settings.BASE_DIR) / "fixtures" / "rulebook"
Change = Callable[[dict[str, Any]], object]


def refused(folder: Path, change: Change) -> list[str]:
    shutil.copytree(SOURCE, folder / "book", dirs_exist_ok=True)
    path = folder / "book" / "elements.yaml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(book)
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    with pytest.raises(SourceRefused) as told:
        load(folder / "book")
    return told.value.problems


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (lambda book: book["violations"].update({"VI-NONE": {"words": ["x"], "elements": ["unit"]}}), "VI-NONE"),
        (lambda book: book["violations"]["VI-WS-106"]["elements"].append("no such"), "VI-WS-106"),
        (lambda book: book["violations"]["VI-WS-106"]["elements"].append({"act": "x", "by": []}), "VI-WS-106"),
        (lambda book: book["violations"]["VI-WS-106"]["elements"].append({"by": ["site"]}), "VI-WS-106"),
        (lambda book: book["violations"]["VI-WS-106"]["elements"].append({"act": "x", "by": ["no such"]}), "VI-WS-106"),
        (
            lambda book: book["violations"]["VI-WS-106"]["elements"].append({"act": "x", "by": [{"hearsay": "y"}]}),
            "VI-WS-106",
        ),
        (lambda book: book["violations"]["VI-WS-106"].update(words="一个词"), "VI-WS-106"),
        (lambda book: book.update(confidence="verified"), "elements.yaml"),
        (lambda book: book.update(violations=["x"]), "elements.yaml"),
    ],
)
def test_what_is_wrong_is_refused_with_its_row(change: Change, row: str, tmp_path: Path) -> None:
    before = Element.objects.count(), Guide.objects.count()
    problems = refused(tmp_path, change)
    assert any(problem.startswith(f"{row}:") for problem in problems), problems
    assert (Element.objects.count(), Guide.objects.count()) == before


@pytest.mark.parametrize("model", [Element, Guide])
def test_rows_of_a_published_edition_stay(model: Any) -> None:
    row = model.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(rule_key="VI-X")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_codes_tell_elements_of_one_part_apart() -> None:
    codes = list(Element.objects.filter(rule_key="VI-WS-097-7").values_list("code", flat=True))
    assert codes == ["subject", "duty", "act", "act-2", "subject-2", "overdue"]
