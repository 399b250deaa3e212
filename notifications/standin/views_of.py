"""What the Phone page shows of the store: who has a phone or a mailbox, and what is in it."""

import email
import email.policy
from typing import Any

from notifications.standin.store import Mail, Store, Text


def boxes(store: Store) -> list[dict[str, Any]]:
    """Every phone and mailbox with something in it: how much is new, and when the newest came."""
    found: dict[str, dict[str, Any]] = {}
    for phone, texts in store.by_phone.items():
        found[phone] = _box(store, phone, "phone", [text.at for text in texts if text.way == "out"] or [""])
    for mail in store.mails:
        for address in mail.to:
            box = found.setdefault(address.lower(), _box(store, address.lower(), "mail", []))
            box["new"] += mail.at > store.read_until.get(address.lower(), "")
            box["at"] = max(box["at"], mail.at)
    return sorted(found.values(), key=lambda box: str(box["at"]), reverse=True)


def _box(store: Store, who: str, kind: str, times: list[str]) -> dict[str, Any]:
    seen = store.read_until.get(who, "")
    return {"who": who, "kind": kind, "new": sum(at > seen for at in times), "at": max(times, default="")}


def conversation(store: Store, phone: str) -> list[dict[str, Any]]:
    """The texts of one phone, the oldest first."""
    return [_shown(text) for text in store.by_phone.get(phone, [])]


def _shown(text: Text) -> dict[str, Any]:
    return {
        "sid": text.sid,
        "way": text.way,
        "body": text.body,
        "at": text.at,
        "status": text.status,
        "code": text.code,
        "parts": text.parts,
    }


def mailbox(store: Store, address: str) -> list[dict[str, Any]]:
    """The emails of one address, the newest first."""
    theirs = [mail for mail in store.mails if address.lower() in (one.lower() for one in mail.to)]
    return [read_mail(mail) for mail in reversed(theirs)]


def read_mail(mail: Mail) -> dict[str, Any]:
    """One email as its reader sees it."""
    parsed = email.message_from_string(mail.raw, policy=email.policy.default)
    plain = parsed.get_body(preferencelist=("plain",))
    return {
        "number": mail.number,
        "at": mail.at,
        "from": str(parsed["From"]),
        "subject": str(parsed["Subject"]),
        "body": plain.get_content() if plain else "",
        "message_id": str(parsed["Message-ID"]),
        "stop": str(parsed["List-Unsubscribe"] or ""),
        "to": mail.to,
    }
