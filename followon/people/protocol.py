"""The numbers of signing in and of leaving, each with its reason."""

from datetime import timedelta

CODE_DIGITS = 6  # read once, typed once; more digits are forgotten on the way from one screen to the next
CODE_LIFE = timedelta(minutes=10)  # ASVS 5.0, 6.5.5: at most 10 minutes for a code that travels
TRIES = 5  # of one code; then it is worth nothing
RESEND_AFTER = timedelta(seconds=30)

# How many codes may be asked for, within how long. The cache refuses first; the table counts without it.
ASKS_PER_ADDRESS = ((5, timedelta(minutes=15)), (15, timedelta(hours=24)))
ASKS_PER_NETWORK = (60, timedelta(minutes=15))  # a whole hospital may share one address
WRONG_PER_ADDRESS = (
    20,
    timedelta(hours=24),
)  # 20 guesses of a million a day, whoever makes them from wherever
WRONG_SECOND_FACTORS = (10, timedelta(minutes=15))
KEEP_CODES = timedelta(days=2)  # longer than any window above

RECENT = timedelta(minutes=10)  # a sign-in this fresh opens exports, roles, contact details (ASVS 5.0, 7.5.1)
TEAM_SESSION = timedelta(hours=12)  # decision 15
TEAM_IDLE = timedelta(minutes=30)  # decision 15
KEEP_DRAFT = timedelta(hours=12)

CHANGE_OF_MIND = timedelta(days=7)  # between asking to be deleted and being deleted (ux.md 8k)
KEEP_AUDIT = timedelta(
    days=8 * 365 + 2
)  # 8 years, as adult health records; the trigger in audit knows it too
