"""My details: the hub, and changing a name, a number or an email address."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followon.errors import Refused
from followon.people import adapter, waiting
from followon.people.actions import accounts
from followon.people.actions import sign_in as codes
from followon.people.forms import CodeForm, EmailForm, LandlineForm, MobileForm, NamesForm
from followon.people.http import SignedInRequest
from followon.people.models import CodePurpose
from followon.people.pace import even_pace
from followon.people.recent import recent_sign_in_required
from followon.web.errors import too_many_requests

SAFE_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def my_details(request: SignedInRequest) -> HttpResponse:
    """Everything about me and my account, one row each."""
    return render(request, "people/my_details.html", {"person": request.user})


@require_http_methods(SAFE_OR_POST)
def my_name(request: SignedInRequest) -> HttpResponse:
    """Change what others call me."""
    person = request.user
    names = {"first_name": person.first_name, "last_name": person.last_name}
    form = NamesForm(request.POST or None, initial=names)
    if form.is_valid():
        accounts.change_contact(person, by=person, **form.cleaned_data)
        messages.success(request, "Your name is changed.")
        return redirect("people:my_details")
    return render(request, "people/my_name.html", {"form": form})


@require_http_methods(SAFE_OR_POST)
def my_landline(request: SignedInRequest) -> HttpResponse:
    """Change my home phone."""
    person = request.user
    form = LandlineForm(request.POST or None, initial={"landline": person.landline})
    if form.is_valid():
        try:
            _set_landline(person, form.cleaned_data["landline"])
        except Refused as refusal:
            form.add_refusal(refusal, "landline")
        else:
            messages.success(request, "Your home phone is changed.")
            return redirect("people:my_details")
    return render(request, "people/my_landline.html", {"form": form})


def _set_landline(person: accounts.User, number: str) -> None:
    if number:
        accounts.change_contact(person, by=person, landline=number)
    else:
        accounts.remove_address(person, field="landline", by=person)


@recent_sign_in_required
@require_http_methods(SAFE_OR_POST)
def my_mobile(request: SignedInRequest) -> HttpResponse:
    """Give a new mobile number; it counts once a code came back from it."""
    form = MobileForm(request.POST or None)
    if form.is_valid() and (response := _send_code(request, form)):
        return response
    return render(request, "people/my_mobile.html", {"form": form, "person": request.user})


@recent_sign_in_required
@require_http_methods(SAFE_OR_POST)
def my_email(request: SignedInRequest) -> HttpResponse:
    """Give a new email address; it counts once a code came back from it."""
    form = EmailForm(request.POST or None)
    if form.is_valid() and (response := _send_code(request, form)):
        return response
    return render(request, "people/my_email.html", {"form": form, "person": request.user})


def _send_code(request: SignedInRequest, form: MobileForm | EmailForm) -> HttpResponse | None:
    address = form.cleaned_data["address"]
    if address in (request.user.mobile, request.user.email):
        form.add_refusal(Refused("That is the one we have already."), "address")
        return None
    try:
        with even_pace():
            row = codes.ask_new_address(
                request.user,
                address=address,
                network=adapter.network_of(request),
                instead_of=waiting.row(request),
            )
    except codes.TooMany:
        return too_many_requests(request)
    except Refused as refusal:
        form.add_refusal(refusal, "address")
        return None
    waiting.begin(request, row, address=address)
    return redirect("people:my_new_address")


@require_http_methods(SAFE_OR_POST)
def my_new_address(request: SignedInRequest) -> HttpResponse:
    """Type in the code that came to the new number or address."""
    wait = waiting.of(request, CodePurpose.NEW_ADDRESS)
    if wait is None:
        return redirect("people:my_details")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            row = codes.use(wait.ask, code=form.cleaned_data["code"], purpose=CodePurpose.NEW_ADDRESS)
            return _take(request, row, wait)
        except codes.WrongCode as refusal:
            form.add_refusal(refusal, "code")
        except Refused as refusal:
            waiting.end(request)
            messages.error(request, str(refusal))
            return redirect("people:my_details")
    return render(request, "people/my_new_address.html", {"form": form, "wait": wait})


def _take(request: SignedInRequest, row: codes.SignInCode, wait: waiting.Wait) -> HttpResponse:
    if row.person_id != request.user.pk:
        raise codes.CodeIsOver
    accounts.take_new_address(request.user, address=wait.address, by=request.user)
    waiting.end(request)
    what = "mobile number" if wait.by_text else "email address"
    messages.success(request, f"Your {what} is changed. Messages go there from now on.")
    return redirect("people:my_details")


@recent_sign_in_required
@require_POST
def my_address_removed(request: SignedInRequest, field: str) -> HttpResponse:
    """Stop using my mobile number or email address."""
    if field not in ("mobile", "email"):
        raise Http404
    try:
        accounts.remove_address(request.user, field=field, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is gone. We will not use it any more.")
    return redirect("people:my_details")
