"""How answers came in. Telephone and paper never share a figure with the web unmarked
(decision 18): a mode of its own gets tables of its own. Whoever types a code answers the same
form on the same web as who opens a link, so that is web too. Pure."""

NOT_ASKED = "not_asked"
"""The mode of those who were never invited."""
WEB_MODES = ("web_sms", "web_email", "web_code")
MODES = (*WEB_MODES, "telephone", "paper", NOT_ASKED)
