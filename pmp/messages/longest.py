"""The longest words a message can meet, for the length tests."""

LINK = "followongroups.nhs.example.org/c/2Xy9Kq7aBc/"  # 44 characters: as long as an address may be
FIRST = "Christabella"  # 12, as `first_for_texts` leaves it
PROGRAMME = "Larkfield and Northgate Autumn"
SERVICE = "S" * 24
DAY = "Wednesday 30 September"
SHORT_DAY = "Wed 30 September"
