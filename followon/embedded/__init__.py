"""PostgreSQL and Valkey from wheels, for `manage.py up` and `manage.py test`; knows nothing of Django."""

from followon.embedded.addresses import Addresses, addresses, local_secret_key

__all__ = ["Addresses", "addresses", "local_secret_key"]
