"""Environment variables, and the secrets that lie in files."""

import pytest

from followon.env import _Environment, _WithoutLineEnds, required


@pytest.fixture
def env():
    class Fresh(_Environment):
        ENVIRON = _WithoutLineEnds(cache=False)

    return Fresh()


def test_a_secret_in_a_file_comes_without_its_line_end(env, tmp_path, monkeypatch):
    (tmp_path / "token").write_text("a secret word\n")
    monkeypatch.setenv("TOKEN_FOR_TEST_FILE", str(tmp_path / "token"))

    assert env.str("TOKEN_FOR_TEST") == "a secret word"


def test_a_missing_variable_stops_with_the_sentence_that_helps():
    with pytest.raises(SystemExit, match="NOBODY_SET_THIS is not set. Set it to a word"):
        required("NOBODY_SET_THIS", "Set it to a word.")
