import datetime as dt
import re
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.web.tables import Column, Table
from plans.forms.enterprise_life import LifeFilter
from plans.models import Enterprise
from plans.queries.life import Chosen, Place, hidden_from, life_of
from plans.views.enterprise_pages import HOME

PLACE = re.compile(r"(?P<at>[0-9T:.+-]{10,40})_(?P<kind>[0-9]{1,3})_(?P<pk>[0-9]{1,18})")
YEARS = range(1900, 3000)  # far from the ends of the calendar, where a shift by the time zone fails
COLUMNS = (
    Column(_("日期"), lambda event: event.day),
    Column(_("类别"), lambda event: event.label),
    Column(_("内容"), lambda event: event.text, href=lambda event: event.url),
    Column(_("状态"), lambda event: event.state),
    Column(_("办理人和理由"), lambda event: event.note),
)


@login_required
@require_GET
def enterprise_life(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(Enterprise, request.user, pk=pk)
    behind = place_of(request.GET.get("behind", ""))
    form = LifeFilter(request.GET, user=request.user)
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    events, more = life_of(one, request.user, Chosen(**asked, behind=behind))
    empty = _("没有符合条件的记录") if asked else _("还没有检查、案件或其他记录")
    older = {name: str(value) for name, value in (*asked.items(), ("behind", more)) if value}
    context = {
        "enterprise": one,
        "trail": [HOME, (one.name, one.get_absolute_url()), (_("全部办理记录"), None)],
        "table": Table(_("全部办理记录"), COLUMNS, events, None, empty),
        "filter_form": form,
        "clear_url": request.path if asked else "",
        "behind": behind,
        "hidden": hidden_from(one, request.user),
        "older": f"?{urlencode(older)}" if more else "",
    }
    return render(request, "plans/enterprise/life.html", context)


def place_of(text: str) -> Place | None:
    """As `Place` writes it. One that nobody can read is none: the newest are shown."""
    if not (parts := PLACE.fullmatch(text)):
        return None
    try:
        at = parse_datetime(parts["at"]) if "T" in parts["at"] else parse_date(parts["at"])
    except ValueError:
        return None
    if at is None or at.year not in YEARS or (isinstance(at, dt.datetime) and timezone.is_naive(at)):
        return None
    return Place(at, int(parts["kind"]), int(parts["pk"]))
