"""The points of a legal review (composed from the statute and policy; the form prints them in this order)."""

POINTS = (
    ("authority", "执法主体和管辖权限"),
    ("officers", "执法人员资格"),
    ("facts", "违法事实"),
    ("evidence", "证据"),
    ("law", "法律适用"),
    ("discretion", "裁量"),
    ("procedure", "程序"),
    ("documents", "文书"),
    ("crime", "是否涉嫌犯罪"),
)
