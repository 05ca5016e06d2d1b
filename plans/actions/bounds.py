from django.db import transaction
from django.utils.translation import gettext as _t, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import snapshot
from enforcement.rulebook.models import Setting
from plans.queries.bounds import TABLE_SETTING, place_of, places

ADOPTED = name_act("frequency.adopt", gettext_lazy("选定检查频次表"))


@transaction.atomic
def adopt_table(*, by: User, place: str, note: str = "", seen: str | None = None) -> Setting:
    """For the own bureau and those below that choose none. `seen`: the table in force when the page was opened."""
    require(by, Permission.SET_VALUES)
    held = Setting.objects.select_for_update(of=("self",)).filter(row_id=TABLE_SETTING, bureau=by.bureau).first()
    snapshot.compare_anew()
    before = place_of(by.bureau_id)
    if seen is not None and seen != before:
        raise RuleBroken(_t("打开页面后已由他人改为“%(place)s”，核对后再选") % {"place": before}, field="place")
    if place not in places():
        raise RuleBroken(_t("没有这张频次表"), field="place")
    if held and held.value == {"place": place}:
        return held
    setting, _fresh = Setting.objects.update_or_create(
        row_id=TABLE_SETTING, bureau=by.bureau, defaults={"value": {"place": place}, "note": note, "set_by": by}
    )
    record(
        ADOPTED, by=by, subject=setting, rule=TABLE_SETTING, before={"place": before}, after={"place": place}, note=note
    )
    snapshot.compare_anew()
    return setting
