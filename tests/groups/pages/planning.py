"""The form of a new meeting, filled in."""

FORM = {
    "on_date_day": "10", "on_date_month": "12", "on_date_year": "2026", "start_time": "11am", "length": "90",
    "mode": "IN_PERSON", "place": "", "join_details": "", "plan": "", "version": "",
}  # fmt: skip
