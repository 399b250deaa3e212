"""What a group keeps about people: that they belong, what they answered, what they wrote, and their worries."""

from followon.audit import history, naming
from followon.people import personal_data
from groups.personal import belonging, called, checkins, dates, meetings, meetups, plans, worries

for _part in (checkins, belonging, meetings, dates, plans, worries, meetups):
    for _holding in _part.HOLDINGS:
        personal_data.register(_holding)

history.parts("group", meetings.parts_of)
for _kind, _names in called.NAMES.items():
    naming.call(_kind, _names)
for _fact, _words in called.FACTS.items():
    history.say(_fact, _words)
