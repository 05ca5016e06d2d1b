"""What runs by the clock. Celery beat and `manage.py work` read this one table."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "run-outbox": {"task": "enforcement.run_outbox", "schedule": 30.0},
    "remind-of-reinspections": {
        "task": "enforcement.post",
        "schedule": crontab(hour=7, minute=30),
        "args": ["cases.remind_of_reinspections"],
    },
    "remind-of-plans": {
        "task": "enforcement.post",
        "schedule": crontab(hour=7, minute=15),
        "args": ["plans.remind_of_plans"],
    },
    "follow-the-clocks": {
        "task": "enforcement.post",
        "schedule": crontab(hour=0, minute=30),
        "args": ["cases.project_penalty_dues"],
    },
    "publish-what-is-due": {
        "task": "enforcement.post",
        "schedule": crontab(hour=6, minute=0),
        "args": ["supervision.publish_due"],
    },
    "publish-plans-and-draws": {
        "task": "enforcement.post",
        "schedule": crontab(minute="*/5"),
        "args": ["supervision.publish_plans_and_draws"],
    },
    "quarterly-statistics": {
        "task": "enforcement.post",
        "schedule": crontab(day_of_month="1", month_of_year="1,4,7,10", hour=2, minute=0),
        "args": ["supervision.quarterly_statistics"],
    },
    "drop-old-exports": {
        "task": "enforcement.post",
        "schedule": crontab(hour=3, minute=10),
        "args": ["plans.drop_exports"],
    },
}
