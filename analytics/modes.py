"""How answers came in. Telephone and paper never share a figure with the web unmarked
(decision 18): a mode of its own gets tables of its own. Pure."""

WEB_MODES = frozenset({"web_sms", "web_email"})
