from django.utils.translation import gettext_lazy as _

LIMITS = _(
    "Trained staff will read what you tell us in your own words. The people who worked on your "
    "case will not. We act only if someone may be at serious risk, or if you tell us about another "
    "crime or make a complaint."
)
# Read with LIMITS, before a victim writes or says something in her own words.
AT_RISK = _(
    "If someone may be at serious risk, we can tell the police which case is yours and how to "
    "reach you safely, but not your other answers. We keep those words until the risk is dealt "
    "with, even if you withdraw your answers."
)
ANSWERS = _(
    "The people who dealt with you cannot see who said what. Results are published as figures "
    "about many people. We link answers to you only to run this survey."
)
