from supervision.jobs import disclosure, statistics

__all__ = ["disclosure", "statistics"]
