"""What the ledger cites carries the mark of what it is, in Chinese whoever acts."""

import pytest
from django.utils.translation import override

from enforcement.ledger.queries import history
from enforcement.rulebook.gates import recorded
from enforcement.rulebook.queries import gate
from plans.states import DrawState
from tests.factories.draw import draw_at
from tests.factories.plan import team

DRAFT = "征求意见稿，不作依据"


@pytest.mark.django_db
def test_a_draft_regulation_is_recorded_with_its_mark() -> None:
    with override("en"):
        assert recorded(gate("GT-PLN-003")).endswith(DRAFT)
        entry = history(draw_at(DrawState.DRAWN, team())).get(act="draw.draw")
    assert entry.rule == "GT-PLN-003"
    assert entry.article.endswith(DRAFT)
