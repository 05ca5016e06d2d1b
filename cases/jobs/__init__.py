from cases.jobs import order  # noqa: F401
