"""The points of a legal review (composed from the statute and policy; the form prints them in this order)."""

from django.utils.translation import gettext_noop as _

POINTS = (
    ("authority", _("执法主体和管辖权限")),
    ("officers", _("执法人员资格")),
    ("facts", _("违法事实")),
    ("evidence", _("证据")),
    ("law", _("法律适用")),
    ("discretion", _("裁量")),
    ("procedure", _("程序")),
    ("documents", _("文书")),
    ("crime", _("是否涉嫌犯罪")),
)
