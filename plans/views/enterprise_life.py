import datetime as dt
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.web.tables import Column, Table
from plans.forms.enterprise_life import LifeFilter
from plans.models import Enterprise
from plans.queries.life import Chosen, hidden_from, life_of
from plans.views.enterprise_pages import HOME

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
    before = day_of(request.GET.get("before", ""))
    form = LifeFilter(request.GET, user=request.user)
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    events, more = life_of(one, request.user, Chosen(**asked, before=before))
    empty = _("没有符合条件的记录") if asked else _("还没有检查、案件或其他记录")
    older = {name: str(value) for name, value in (*asked.items(), ("before", more)) if value}
    context = {
        "enterprise": one,
        "trail": [HOME, (one.name, one.get_absolute_url()), (_("全部办理记录"), None)],
        "table": Table(_("全部办理记录"), COLUMNS, events, None, empty),
        "filter_form": form,
        "clear_url": request.path if asked else "",
        "before": before,
        "hidden": hidden_from(one, request.user),
        "older": f"?{urlencode(older)}" if more else "",
    }
    return render(request, "plans/enterprise/life.html", context)


def day_of(text: str) -> dt.date | None:
    """A day nobody can read is no day: the newest are shown."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
