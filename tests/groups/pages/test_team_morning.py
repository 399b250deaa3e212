"""The page of the morning email: what waits for me, and a switch that is mine alone."""

from pmp.models import Post

PAGE = "/team/morning-email/"


def test_it_shows_what_waits_for_the_reader(stage, as_):
    page = as_(stage.nadia).get(PAGE).content.decode()

    assert "It is <strong>on</strong>" in page
    assert "Nobody has rung the numbers of the help pages for a month" in page
    assert "first working day of a week" in page


def test_a_tutor_sees_what_is_a_tutors(stage, as_):
    page = as_(stage.ruth).get(PAGE).content.decode()

    assert "numbers of the help pages" not in page
    assert "Larkfield Autumn: 1 step is overdue" in page


def test_the_switch_is_ones_own(stage, as_):
    client = as_(stage.nadia)

    assert client.post(PAGE, {"turn": "off"}).url == PAGE
    assert "It is <strong>off</strong>" in client.get(PAGE).content.decode()
    assert set(Post.objects.filter(morning_email=False)) == {stage.posts["nadia"]}
    client.post(PAGE, {"turn": "on"})
    assert not Post.objects.filter(morning_email=False).exists()


def test_an_empty_form_changes_nothing(stage, as_):
    as_(stage.nadia).post(PAGE)

    assert not Post.objects.filter(morning_email=False).exists()


def test_it_is_not_for_members_and_shows_nothing_of_another_service(stage, as_):
    assert as_(stage.gwen).get(PAGE).status_code == 404
    assert "Larkfield" not in as_(stage.olive).get(PAGE).content.decode()
