"""Collected static files: hashed, compressed, and with style sheets made whole."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r'^@import url\("([^"/]+)"\);$', re.MULTILINE)


class SiteStorage(CompressedManifestStaticFilesStorage):
    """Puts each `@import`ed style sheet of the same folder in place of its line, then hashes and compresses.

    Pages then ask for one style sheet, while people who change it read several. What only those people read, remarks
    and indentation, does not travel: nothing is drawn before the sheet is there.
    """

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            for name in [one for one in paths if one.endswith(".css")]:
                if self._make_whole(name, paths):
                    paths[name] = (self, name)  # what is hashed next is the whole one
        yield from super().post_process(paths, dry_run, **options)

    def _make_whole(self, name: str, paths: dict[str, tuple[Any, str]]) -> bool:
        text = _read(name, paths)
        if not _IMPORT.search(text):
            return False
        folder = name.rpartition("/")[0]
        whole = _IMPORT.sub(lambda found: _without_charset(_read(f"{folder}/{found[1]}", paths)), text)
        self.delete(name)
        self._save(name, ContentFile(f'@charset "UTF-8";\n{_for_browsers(whole)}'.encode()))
        return True


def _read(name: str, paths: dict[str, tuple[Any, str]]) -> str:
    """A file as its author wrote it, not as an earlier collection left it."""
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())


def _without_charset(css: str) -> str:
    return css.replace('@charset "UTF-8";', "", 1).strip()


def _for_browsers(css: str) -> str:
    """The same rules without remarks, but for those about a licence, and without indentation."""
    css = _REMARK.sub(lambda remark: remark[0] if "licence" in remark[0] else "", css)
    return re.sub(r"\s*\n\s*", "\n", css).strip() + "\n"
