from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.web.attempts import attempt, version_of
from enforcement.web.filters import chosen_from
from enforcement.web.paging import keyset_page, size_choices
from enforcement.web.tables import Table
from plans.actions import enterprise as actions
from plans.filters.enterprise import EnterpriseFilter
from plans.forms.enterprise import EnterpriseForm
from plans.models import Enterprise
from plans.queries.bounds import bounds_of
from plans.queries.enterprise import as_rows, listed, namesakes
from plans.queries.grading import task_gradings
from plans.views import enterprise_pages as pages
from plans.views.enterprise_record_pages import sections_of


@login_required
@require_GET
def enterprise_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_ENTERPRISES)
    chosen = chosen_from(EnterpriseFilter, request, listed(request.user))
    page = keyset_page(as_rows(chosen.qs), request, order=["-id"], count_cap=chosen.count_cap)
    query = request.GET.copy()
    query.pop("after", None)
    export = f"{reverse('enterprise_export')}?{query.urlencode()}"
    context = {
        "table": Table(_("企业库"), pages.COLUMNS, page.rows, page, nothing_found(request)),
        "filter_form": chosen.form,
        "chips": pages.chips(chosen.chosen, request.GET),
        "clear_url": request.path if request.GET else "",
        "exports": [
            {"label": _("导出 CSV"), "url": f"{export}&format=csv"},
            {"label": _("导出 XLSX"), "url": f"{export}&format=xlsx"},
        ],
        "sizes": size_choices(request, page),
        "may_add": request.user.may(Permission.MAINTAIN_ENTERPRISES),
        "may_import": request.user.may(Permission.IMPORT_ENTERPRISES),
        "may_grade": request.user.may(Permission.GRADE_ENTERPRISES),
    }
    return render(request, "plans/enterprise/list.html", context)


def nothing_found(request: HttpRequest) -> str:
    """Where words were looked for, also how they are looked for."""
    if not request.GET.get("q", "").strip():
        return _t("没有符合条件的企业，可减少条件或核对名称")
    return _t(
        "没有符合条件的企业，可减少条件或核对名称；拼音首字母从名称的第一个字起，信用代码从第一位起（例如 ylsq、91），"
        "汉字可以是名称中的任何一段"
    )


@login_required
@require_GET
def enterprise_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = Enterprise.objects.select_related("bureau", "import_run", "created_by", "merged_into")
    one = get_visible(found, request.user, pk=pk)
    gradings = list(
        one.gradings.select_related("graded_by", "edition")
        .defer("edition__content", "edition__text")
        .order_by("-id")[:20]
    )
    tasks, stands = task_gradings(one), one.merged_into_id is None
    context = {
        "enterprise": one,
        "bar": pages.identity(one, request.user),
        "trail": [pages.HOME, (one.name, None)],
        "facts": pages.facts_of(one),
        "acts": pages.acts_of(one, request.user),
        "merged": one.merged.order_by("name", "id"),
        "sections": sections_of(one, may_add=stands and request.user.may(Permission.MAINTAIN_ENTERPRISES, one)),
        "former_names": one.former_names.order_by("-until", "-id"),
        "links": pages.links_of(one, request.user),
        "grading": next((grading for grading in gradings if grading.current), None),
        "history": Table(_("分级历史"), pages.GRADING_COLUMNS, gradings, empty=_("尚未分级")),
        "bounds": bounds_of(one),
        "tasks": Table(_("作业和部位"), pages.TASK_COLUMNS, tasks, empty=_("没有评定过的作业或部位")),
        "worst": tasks[0] if tasks else None,
        "may_grade": stands and request.user.may(Permission.GRADE_ENTERPRISES, one),
        "may_see_run": one.import_run_id and request.user.may(Permission.IMPORT_ENTERPRISES),
        "entries": history(one)[:50],
    }
    return render(request, "plans/enterprise/detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enterprise_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.MAINTAIN_ENTERPRISES)
    form = EnterpriseForm(request.POST if request.method == "POST" else None, bureau=request.user.bureau)
    alike = namesakes_of(request, form)
    if not alike and (
        made := attempt(form, lambda: actions.register_enterprise(by=request.user, facts=form.cleaned_data))
    ):
        messages.success(request, _t("已登记企业：%(name)s，下一步可以分级") % {"name": made.name})
        return redirect(made)
    context = {
        "form": form,
        "alike": alike,
        "alike_seen": keys_of(alike),
        "title": _("登记企业"),
        "back_url": pages.HOME[1],
        "trail": [pages.HOME, (_("登记企业"), None)],
    }
    return render(request, "plans/enterprise/form.html", context, status=422 if form.errors or alike else 200)


def namesakes_of(request: HttpRequest, form: EnterpriseForm) -> list[Enterprise]:
    """Those to be looked at before another one of the name is registered; none once the reader was shown them."""
    if request.method != "POST" or not form.is_valid():
        return []
    found = namesakes(request.user, form.cleaned_data["name"], form.cleaned_data["credit_code"])
    return [] if request.POST.get("alike_seen") == keys_of(found) else found


def keys_of(found: list[Enterprise]) -> str:
    return ",".join(str(one.pk) for one in found)


@login_required
@require_http_methods(["GET", "POST"])
def enterprise_edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_visible(Enterprise, request.user, pk=pk)
    require(request.user, Permission.MAINTAIN_ENTERPRISES, one)
    version, title, url = one.version, one.name, one.get_absolute_url()
    posted = request.POST if request.method == "POST" else None
    form = EnterpriseForm(posted, instance=one, bureau=request.user.bureau)
    seen = version_of(request)
    if attempt(form, lambda: actions.amend_enterprise(one, by=request.user, version=seen, facts=form.cleaned_data)):
        messages.success(request, _t("已更正企业信息"))
        return redirect(url)
    trail = [pages.HOME, (title, url), (_("更正企业信息"), None)]
    context = {
        "form": form,
        "title": _("更正企业信息"),
        "back_url": url,
        "trail": trail,
        "version": version if seen is None else seen,
    }
    return render(request, "plans/enterprise/form.html", context, status=422 if form.errors else 200)
