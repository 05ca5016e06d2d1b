"""How far a grading scheme was compared with its source, in words and not in the note of its file."""

import pytest

from enforcement.accounts.roles import Role
from plans.models import SchemeEdition
from tests.factories.accounts import user_with


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("verified (table read in the same repository, page assess3)", "已核对公开转载的内容，未见原文，待核定"),
        ("composed; a bureau confirms it", "按有关规定编写，由使用机关核定"),
        ("read in the original", "已核对原文"),
        ("from memory", "未核对，待核定"),
        ("", "未核对，待核定"),
    ],
)
def test_how_far_a_scheme_was_checked_is_said_in_words(note, words):
    assert str(SchemeEdition(status=note).checked) == words


@pytest.mark.django_db
def test_the_page_of_a_scheme_shows_no_note_of_its_file(client):
    one = SchemeEdition.objects.get(code="G-19", bureau=None)
    client.force_login(user_with(Role.SECTION_CHIEF))
    rows = {str(label): str(value) for label, value in client.get(one.get_absolute_url()).context["rows"]}
    assert rows["核对情况"] == "已核对公开转载的内容，未见原文，待核定"
