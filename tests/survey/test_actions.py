"""tmp"""


def test_x(db):
    from survey import selectors
    from datetime import date

    i = selectors.current_instrument(date(2026, 11, 20))
    assert len(i.questions) == 21
