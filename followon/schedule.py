"""Every periodic task: its name, how often it runs, and why. Intervals only: Celery's crontab skips an hour when
clocks go back (celery#10107), so local times are decided by our own planners, which read them from the database."""

SCHEDULE: dict[str, dict[str, object]] = {}
