from cases.jobs import order, penalty  # noqa: F401
