"""People on a programme: one typed, a list pasted, a file; a row fixed; how somebody is reached; a reason."""

from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict

from followon.web.fields import UKPhoneField
from followon.web.forms import Form
from notifications.kinds import Channel
from pmp.actions import lists
from pmp.imports.checking import DIFFERENT, SAME, CheckedRow, Standing
from pmp.imports.reading import FIELDS, MOST_BYTES, Row
from pmp.models import Cohort

REACH = [("text", "Text"), ("email", "Email"), ("call", "Phone call"), ("letter", "Letter")]
CHANNELS = [(str(one), one.label) for one in (Channel.SMS, Channel.EMAIL, Channel.CALL, Channel.LETTER)]


class PersonForm(Form):
    """One person as staff type them; checked as a row of a list is, so that the same words say what is wrong."""

    first_name = forms.CharField(label="First name", max_length=300, required=False)
    last_name = forms.CharField(label="Last name", max_length=300, required=False)
    mobile = forms.CharField(
        label="Mobile", max_length=300, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    landline = forms.CharField(
        label="Home phone", max_length=300, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.CharField(
        label="Email", max_length=300, required=False, widget=forms.TextInput(attrs={"type": "email"})
    )
    reach = forms.ChoiceField(
        label="How to reach them",
        choices=REACH,
        required=False,
        widget=forms.RadioSelect,
        help_text="Leave this empty to use the first address they have.",
    )
    looks: ClassVar[dict[str, dict[str, Any]]] = {"reach": {"small": True}}
    checked: CheckedRow | None = None

    def __init__(self, *args: Any, cohort: Cohort, number: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.number = cohort, number
        for name in FIELDS:
            self.fields[name].widget.attrs.setdefault("autocomplete", "off")

    def typed(self) -> dict[str, Any]:
        """What stands in the columns."""
        return {name: " ".join(str(self.cleaned_data.get(name, "")).split()) for name in FIELDS}

    def row(self) -> Row:
        return Row(self.number, **self.typed())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.checked = lists.look_at(self.cohort, self.row())
        for name, sentence in self.checked.problems.items():
            self.add_error(name, sentence)
        return cleaned


class AddOneForm(PersonForm):
    """Somebody typed by themselves; when they may be here already, the same page asks which."""

    decision = forms.ChoiceField(
        label="Is this the same person?",
        choices=[(SAME, "Same person"), (DIFFERENT, "Different person")],
        required=False,
        widget=forms.RadioSelect,
    )
    about = forms.CharField(required=False, widget=forms.HiddenInput)

    def row(self) -> Row:
        decided: dict[str, Any] = {
            name: str(self.cleaned_data.get(name, "")) for name in ("decision", "about")
        }
        return Row(self.number, **self.typed(), **decided)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        checked = self.checked
        if checked and checked.standing in (Standing.ALREADY_HERE, Standing.LEFT_OUT):
            raise forms.ValidationError(f"{checked.row.name} is on this programme already. Nobody was added.")
        if checked and checked.double and checked.standing is Standing.TO_COMPARE:
            self.data = cast("QueryDict", self.data).copy()
            self.data[self.add_prefix("about")] = checked.double.key
            self.add_error("decision", "Say if this is the same person or a different one")
        return cleaned

    @property
    def is_comparing(self) -> bool:
        """Whether the page has to ask which person is meant."""
        return bool(self.is_bound and self.checked and self.checked.double and not self._other_errors())

    def _other_errors(self) -> bool:
        return bool(set(self.errors) - {"decision"})


class PasteForm(Form):
    """Rows from a spreadsheet."""

    rows = forms.CharField(
        label="Paste the rows here",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        strip=False,
        help_text="One person in each row: first name, last name, mobile, home phone, email.",
        error_messages={"required": "Paste at least one row"},
    )


class UploadForm(Form):
    """A CSV file."""

    file = forms.FileField(
        label="Upload a CSV file",
        help_text="2 MB and 200 rows at most.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                "The file is bigger than 2 MB. A list of people is much smaller: check it."
            )
        return file


class ReachForm(Form):
    """A person's addresses and how they are reached, as staff change them."""

    mobile = UKPhoneField(label="Mobile", required=False)
    landline = UKPhoneField(label="Home phone", kind="any", required=False)
    email = forms.EmailField(label="Email", max_length=254, required=False)
    channel = forms.ChoiceField(label="How to reach them", choices=CHANNELS, widget=forms.RadioSelect)
    second = forms.ChoiceField(
        label="If that does not work", choices=[("", "Nothing else"), *CHANNELS], required=False
    )
    language = forms.CharField(label="Language", max_length=40, required=False, help_text="If not English.")
    interpreter = forms.CharField(
        label="Interpreter",
        max_length=40,
        required=False,
        help_text="Which language, such as Sylheti or BSL.",
    )
    large_print = forms.BooleanField(label="Large print", required=False)


class NamesForm(Form):
    first_name = forms.CharField(label="First name", max_length=40)
    last_name = forms.CharField(label="Last name", max_length=60, required=False)


class InviteForm(Form):
    """Whom to ask if they would like a group."""

    to = forms.MultipleChoiceField(
        label="Who do you want to ask?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", people)
        self.initial.setdefault("to", [value for value, _ in people])


class ReasonForm(Form):
    """Why, in a few words."""

    because = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="A few words. Say nothing about anybody’s health.",
        error_messages={"required": "Say why, in a few words"},
    )
