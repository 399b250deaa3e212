"""Signing in and out: ask for a code, type it in, show again that it is you, pick up what you had not
finished."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from followon.audit import recorder
from followon.errors import Refused
from followon.people import adapter, drafts, waiting
from followon.people.actions import sign_in as codes
from followon.people.events import Event
from followon.people.forms import CodeForm, SignInForm
from followon.people.http import SignedInRequest
from followon.people.models import CodePurpose
from followon.people.pace import even_pace
from followon.web.errors import too_many_requests


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The answer is the same page, after the same time, whoever asks."""
    if request.user.is_authenticated:
        return redirect(_next(request) or adapter.start_page(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        return _ask(request, form)
    return render(request, "people/sign_in.html", {"form": form, "next": _next(request)})


def _ask(request: HttpRequest, form: SignInForm) -> HttpResponse:
    address = form.cleaned_data["address"]
    with even_pace():
        if not adapter.may_go_on(request, "ask_for_code", key=address):
            return too_many_requests(request)
        try:
            row = codes.ask(address, network=adapter.network_of(request), instead_of=waiting.row(request))
        except codes.TooMany:
            return too_many_requests(request)
        except codes.TooSoon as refusal:
            form.add_refusal(refusal, "address")
            return render(request, "people/sign_in.html", {"form": form, "next": _next(request)})
        waiting.begin(request, row, address=address, next_url=_next(request))
    return redirect("people:sign_in_code")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Type the code in."""
    wait = waiting.of(request, CodePurpose.SIGN_IN)
    if wait is None or request.user.is_authenticated:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with even_pace():
            if not adapter.may_go_on(request, "type_code"):
                return too_many_requests(request)
            try:
                row = codes.use(wait.ask, code=form.cleaned_data["code"], purpose=CodePurpose.SIGN_IN)
            except codes.WrongCode as refusal:
                form.add_refusal(refusal, "code")
            except codes.CodeIsOver as refusal:
                return _start_again(request, refusal)
            else:
                return _go_in(request, row, wait)
    return render(request, "people/sign_in_code.html", {"form": form, "wait": wait})


def _go_in(request: HttpRequest, row: codes.SignInCode, wait: waiting.Wait) -> HttpResponse:
    waiting.end(request)
    if row.person is None or not row.person.is_active:
        return redirect("people:sign_in")
    codes.address_works(row.person, wait.address)
    return adapter.sign_in(request, row.person, how=codes.channel_of(wait.address), next_url=wait.next_url)


def _start_again(request: HttpRequest, refusal: Refused) -> HttpResponse:
    wait = waiting.end(request)
    messages.error(request, str(refusal))
    there = f"?{urlencode({'next': wait.next_url})}" if wait and wait.next_url else ""
    return HttpResponseRedirect(reverse("people:sign_in") + there)


@login_not_required
@require_POST
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Send a new code to where the last one went."""
    wait = waiting.of(request, CodePurpose.SIGN_IN)
    if wait is None or request.user.is_authenticated:
        return redirect("people:sign_in")
    with even_pace():
        if not adapter.may_go_on(request, "ask_for_code", key=wait.address):
            return too_many_requests(request)
        try:
            row = codes.ask(
                wait.address, network=adapter.network_of(request), instead_of=waiting.row(request)
            )
        except codes.TooMany:
            return too_many_requests(request)
        except codes.TooSoon as refusal:
            messages.error(request, str(refusal))
        else:
            waiting.begin(request, row, address=wait.address, next_url=wait.next_url)
            messages.success(request, "We have sent a new code. The old one has stopped working.")
    return redirect("people:sign_in_code")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave this device. The middleware of the pages tells the browser to forget what it kept."""
    if request.method != "POST":
        return (
            render(request, "account/logout.html") if request.user.is_authenticated else redirect("web:start")
        )
    if request.user.is_authenticated:
        with transaction.atomic():
            recorder.record(Event.SIGNED_OUT, by=request.user, about=request.user)
        logout(request)
    return redirect("web:start")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_it_is_you(request: SignedInRequest) -> HttpResponse:
    """Show again that it is you, before something private opens."""
    there = _next(request) or adapter.start_page(request)
    if adapter.has_second_factor(request.user):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': there})}")
    wait = waiting.of(request, CodePurpose.IT_IS_ME)
    if request.method == "POST" and request.POST.get("action") == "send":
        return _ask_again(request, there)
    form = CodeForm(request.POST or None)
    if wait and form.is_valid():
        with even_pace():
            try:
                codes.use(wait.ask, code=form.cleaned_data["code"], purpose=CodePurpose.IT_IS_ME)
            except codes.WrongCode as refusal:
                form.add_refusal(refusal, "code")
            except codes.CodeIsOver as refusal:
                waiting.end(request)
                messages.error(request, str(refusal))
                return _to_confirm(there)
            else:
                return _confirmed(request, wait)
    return render(request, "people/confirm_it_is_you.html", {"form": form, "wait": wait, "next": there})


def _ask_again(request: SignedInRequest, there: str) -> HttpResponse:
    try:
        with even_pace():
            row = codes.ask_again_who(
                request.user, network=adapter.network_of(request), instead_of=waiting.row(request)
            )
    except codes.TooMany:
        return too_many_requests(request)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        waiting.begin(request, row, address=request.user.mobile or request.user.email, next_url=there)
    return _to_confirm(there)


def _to_confirm(there: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': there})}")


def _confirmed(request: SignedInRequest, wait: waiting.Wait) -> HttpResponse:
    waiting.end(request)
    adapter.confirm(request, request.user, how=codes.channel_of(wait.address))
    return HttpResponseRedirect(wait.next_url or adapter.start_page(request))


@require_http_methods(["GET", "HEAD", "POST"])
def carry_on(request: SignedInRequest) -> HttpResponse:
    """Show what somebody had typed when their session ended; POST throws it away."""
    draft = drafts.kept_for(request)
    if request.method == "POST" or draft is None:
        drafts.forget(request)
        return HttpResponseRedirect(draft["path"] if draft else adapter.start_page(request))
    fields = list(draft["fields"].items())
    shown = [(name.replace("_", " "), ", ".join(values)) for name, values in fields if any(values)]
    return render(request, "people/carry_on.html", {"draft": draft, "fields": fields, "shown": shown})


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, if it is a page of this site."""
    there = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return there if safe and there.startswith("/") else ""
