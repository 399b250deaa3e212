"""Private doors, and what stands behind them; each is for one person, one meeting and a while."""

import re
from datetime import timedelta

from followon import clock
from notifications.models import Link

GONE = 410


def door(purpose, who, about, days=30):
    _, token = Link.objects.make(
        purpose=purpose, person=who, about=about, expires_at=clock.now() + timedelta(days=days)
    )
    return f"/{ {'answer': 'r', 'who-came': 'w', 'organise': 'o'}[purpose] }/{token}/"


def words(response):
    page = response.content.decode()
    main = page.split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).partition(">")[2].strip()
