"""The people of the demo: invented names, drama numbers, addresses at example.org."""

from itertools import count

from followon.audit.actors import Job
from followon.people.actions import accounts
from followon.people.models import User

TELLER = Job("demo")

WOMEN = (
    "Agnes Barlow", "Beryl Cato", "Carys Dunne", "Dilys Eames", "Edie Fawkes", "Fern Gantry", "Gita Hollis",
    "Hazel Irvin", "Ingrid Jessop", "Jaya Kendal", "Kezia Lomax", "Lorna Mabey", "Mabel Nesbit", "Nell Orwin",
    "Olga Pask", "Petra Quill", "Rhoda Rix", "Saskia Tate", "Thea Usher", "Una Varley", "Vera Wickham", "Wanda Yarrow",
    "Zara Abney", "Amina Boyce", "Bronagh Crisp", "Cleo Darke", "Dora Elvin", "Elspeth Farrow", "Flora Gedge",
    "Greta Hume", "Hilda Isaac", "Iris Jolly", "Jessamy Kyte", "Kitty Latch", "Leela Munt", "Myra Noakes",
    "Nadine Oakes", "Opal Penn", "Pearl Quince", "Roma Reeve", "Sylvie Stroud", "Tilda Trench", "Ursula Vane",
    "Viola Wren", "Winnie Yelland", "Yvette Zeal", "Alma Birch", "Betsy Cole", "Connie Drew", "Dulcie Earl",
    "Esme Frost", "Freda Glebe", "Goldie Hyde", "Hope Ingle", "Ivy Jarvis", "Joy Keel", "Kay Lisle", "Lily Marl",
    "Maud Nutley", "Norah Oade", "Orla Pike", "Polly Quaid", "Queenie Rudd", "Rosa Sayer", "Sadie Tweed", "Tess Upton",
    "Una Vine", "Velma Wade", "Willa Yarde", "Xanthe Zell", "Ada Brunt", "Bette Crane", "Cora Dodd", "Della Esk",
    "Enid Fane", "Fay Gorse", "Gilda Hobb", "Hettie Ince", "Isla Jory", "Jean Kerr", "Kiran Leigh", "Lottie Moss",
    "Moira Nye", "Nora Oxley", "Olwen Pim", "Prue Quint", "Ruby Roper", "Stella Thrale", "Trudy Unwin", "Usha Verity",
)  # fmt: skip
MEN = (
    "Abel Brook", "Bram Carey", "Cyril Dell", "Derek Elms", "Emrys Fold", "Frank Gale", "Gareth Heath", "Horace Ivory",
    "Idris Jewell", "Jasper Knoll", "Kofi Lane", "Lionel Mead", "Morgan Nook", "Ned Oram", "Osman Peel", "Percy Quest",
    "Ravi Rowan", "Silas Stone", "Tariq Thorne", "Vernon Wold", "Walter York", "Arlo Beck", "Boris Combe", "Clem Dale",
)  # fmt: skip


class Crowd:
    """Opens accounts, each with a number and an address of its own, and hands out names in order."""

    def __init__(self) -> None:
        self._mobiles = count(447700900100)
        self._landlines = count(441632960300)
        self._women, self._men = iter(WOMEN), iter(MEN)

    def person(self, name: str, *, reach: str = "text email", mobile: str = "") -> User:
        """Somebody by name; `reach` says what they have: text, email, phone."""
        first, _, last = name.partition(" ")
        return accounts.open_account(
            first_name=first,
            last_name=last,
            mobile=mobile or (f"+{next(self._mobiles)}" if "text" in reach else ""),
            email=f"{first}.{last}@example.org".lower() if "email" in reach else "",
            landline=f"+{next(self._landlines)}" if "phone" in reach else "",
            by=TELLER,
        )

    def woman(self) -> str:
        """The next woman's name."""
        return next(self._women)

    def man(self) -> str:
        """The next man's name."""
        return next(self._men)
