"""What is said once on the next page names people, and sessions have a copy in the cache: so it waits there sealed."""

from typing import Any

from django.contrib.messages.storage.session import SessionStorage

from followon.people import vault


class SealedStorage(SessionStorage):
    """Django's own storage in the session, with its words sealed."""

    def serialize_messages(self, messages: Any) -> str:
        """The messages as the session keeps them."""
        return vault.seal(super().serialize_messages(messages))

    def deserialize_messages(self, data: Any) -> Any:
        """The messages that were kept; none when they were sealed with a key that is not there any more."""
        try:
            return super().deserialize_messages(vault.unseal(data)) if data else []
        except vault.Unreadable:
            return []
