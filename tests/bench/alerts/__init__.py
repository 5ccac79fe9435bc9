"""`./dev bench alerts`: how soon and how surely the score sees planted changes."""

from tests.bench.alerts.nation import finding_planted_issues as finding_planted_issues
from tests.bench.alerts.table import finding_issues as finding_issues
from tests.bench.alerts.themes import finding_themes as finding_themes
