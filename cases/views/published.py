"""The list of inspection items that the bureau has made public."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions.published import end_item, publish_item
from cases.forms.inspection import ReasonForm
from cases.forms.published import PublishItemForm
from cases.models import PublishedItem
from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.web.paging import keyset_page
from enforcement.web.staff import fill_in
from enforcement.web.tables import Column, Table


@login_required
@require_GET
def item_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_DISCLOSURE)
    may = request.user.may(Permission.DISCLOSE)
    page = keyset_page(PublishedItem.objects.visible_to(request.user).select_related("bureau"), request, order=["-id"])
    columns = (
        Column(_("检查事项"), str, href=(lambda one: reverse("item_end", args=[one.pk])) if may else None),
        Column(_("机关"), lambda one: one.bureau),
        Column(_("公布的网址或文号"), lambda one: one.source),
        Column(_("公布日期"), lambda one: one.published_on),
        Column(_("状态"), lambda one: _t("%(on)s 停止") % {"on": one.ended_on} if one.ended_on else _t("有效"),
               tag=lambda one: "muted" if one.ended_on else "ok"),
    )  # fmt: skip
    empty = _("还没有公布的检查事项；未公布的事项不得检查")
    context: dict[str, Any] = {"table": Table(_("公布的检查事项"), columns, page.rows, page, empty)}
    if may:
        context |= {"add_url": reverse("item_publish"), "add_label": _("登记公布的检查事项")}
    return render(request, "web/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def item_publish(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.DISCLOSE)
    return fill_in(
        request, PublishItemForm(request.POST or None), title=_("登记公布的检查事项"), then="item_list",
        act=lambda given: publish_item(by=request.user, **given),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def item_end(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_visible(PublishedItem.objects.select_related("bureau"), request.user, pk=pk)
    require(request.user, Permission.DISCLOSE, item)
    summary = [(_("检查事项"), item), (_("公布日期"), item.published_on), (_("公布的网址或文号"), item.source)]
    return fill_in(
        request, ReasonForm(request.POST or None), title=_("停止检查事项"), then="item_list", summary=summary,
        act=lambda given: end_item(item, by=request.user, **given),
    )  # fmt: skip
