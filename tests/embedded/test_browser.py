def test_the_browser_opens_a_page(page):
    page.set_content("<h1>Get help now</h1>")

    assert page.get_by_role("heading").inner_text() == "Get help now"
