from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from sklearn.feature_extraction.text import CountVectorizer

from access.models import AuditEvent
from responses.data_protection.actions import retention
from responses.models import SealedRiskModel, WrittenText
from responses.triage.actions import reading, sorting, training
from responses.triage.outcomes import TextOutcome
from responses.triage.risk import learned
from responses.triage.risk import training as pure_training
from responses.triage.risk.learned import LearnedPart, RiskModel
from responses.triage.risk.reading import TriageClock
from responses.triage.risk.training import UntrainableError, threshold
from responses.triage.selectors import models
from responses.vault.sealed import risk_models
from tests.conftest import NOW, TESTER
from tests.responses.invited import invite
from tests.responses.triage.at_the_desk import begun, on_the_rota, record_call, written

DANGER = "a bullet on the mat {n}"
CALM = "nobody rang me back {n}"
EACH = 60
"""Instead of three hundred, which take seconds."""
UNFOUND = "There was a bullet in an envelope on the mat."


def judged(each: int = EACH) -> tuple[list[str], list[bool]]:
    texts = [DANGER.format(n=n) for n in range(each)] + [CALM.format(n=n) for n in range(each)]
    return texts, [True] * each + [False] * each


def a_model(*, raises_from: float = 0.5) -> RiskModel:
    words = LearnedPart(seldom={"bullet": 1.0}, weight={"bullet": 5.0})
    return RiskModel(
        letters=LearnedPart(seldom={}, weight={}), words=words, intercept=-2.0, slope=-1.0,
        offset=0.0, raises_from=raises_from,
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def few_are_enough():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pure_training, "NEEDED", EACH)
        patched.setattr(pure_training, "FOLDS", 2)
        yield


@pytest.fixture(scope="module")
def trained():
    return pure_training.train(*judged())


class TestTerms:
    @pytest.mark.parametrize("text", ["He said no", "a", "Tŷ’r wlad", "don't  stop", "نہیں آیا"])
    def test_are_those_of_the_library_that_trains(self, text):
        ours = sorted(learned.letters_of(text)), sorted(learned.words_of(text))
        settings = ("char_wb", (3, 5)), ("word", (1, 2))
        theirs = tuple(
            sorted(
                term
                for term, count in _counted(text, analyzer=analyzer, ngram_range=lengths).items()
                for _ in range(count)
            )
            for analyzer, lengths in settings
        )

        assert ours == theirs


def _counted(text: str, **settings) -> dict[str, int]:
    counter = CountVectorizer(**settings)
    analyse = counter.build_analyzer()
    found: dict[str, int] = {}
    for term in analyse(text):
        found[term] = found.get(term, 0) + 1
    return found


class TestTraining:
    def test_needs_three_hundred_texts_of_each_kind(self, monkeypatch):
        monkeypatch.setattr(pure_training, "NEEDED", 300)

        with pytest.raises(UntrainableError, match="299 texts of danger and 299 others"):
            pure_training.train(*judged(299))

    def test_raises_98_of_100_that_it_was_not_shown(self, trained):
        assert trained.found >= 0.98
        assert trained.raised_in_vain < 0.1

    @pytest.mark.slow
    def test_makes_nothing_of_texts_that_do_not_differ(self):
        texts, danger = judged()

        with pytest.raises(UntrainableError, match="of harmless texts"):
            pure_training.train([CALM.format(n=n % 7) for n in range(len(texts))], danger)

    def test_learns_no_term_that_fewer_than_five_people_wrote(self, trained):
        assert "59" not in trained.model.words.seldom
        assert "bullet" in trained.model.words.seldom

    @pytest.mark.slow
    def test_leaves_numbers_that_read_as_what_was_fitted(self, trained):
        texts, danger = judged()
        fitted = pure_training._calibrated().fit(texts, danger)
        again = learned.parsed(learned.written(trained.model))

        for text in (texts[0], texts[-1], "bullet nobody", ""):
            theirs = fitted.predict_proba([text])[0, 1]
            assert again.chance(text) == pytest.approx(theirs, abs=1e-9)

    def test_takes_the_chance_that_98_of_100_reach(self):
        assert threshold([n / 100 for n in range(1, 101)]) == 0.03


@pytest.mark.django_db
class TestAModelInUse:
    @pytest.fixture(autouse=True)
    def desk(self):
        return on_the_rota("Ash", "Birch")

    def sorted(self, better: str) -> WrittenText:
        text = written(better=better)
        sorting.sort_texts(by=TESTER, at=NOW)
        text.refresh_from_db()
        return text

    def test_is_none_until_one_is_trained(self):
        assert models.in_use(at=NOW) is None
        assert self.sorted(UNFOUND).clock == TriageClock.WORKING_DAY

    def test_raises_what_no_rule_found_and_says_nothing_of_what_it_is(self):
        risk_models.seal(learned.written(a_model()), at=NOW)

        text = self.sorted(UNFOUND)

        assert (text.clock, text.category) == (TriageClock.FOUR_HOURS, "none")
        assert text.signs == ["model"]

    @pytest.mark.parametrize("beside", ["", " bullet"])
    def test_lowers_nothing_that_a_rule_found(self, beside):
        risk_models.seal(learned.written(a_model()), at=NOW)

        assert self.sorted(f"He says he will kill me.{beside}").clock == TriageClock.HALF_HOUR

    def test_keeps_no_rule_from_reading_where_it_cannot_be_opened(self, caplog):
        risk_models.seal(learned.written(a_model()), at=NOW)
        SealedRiskModel.objects.update(sealed=b"broken")

        assert self.sorted("I want to complain about the officer.").category == "complaint"
        assert "The model cannot be opened" in caplog.text

    def test_leaves_what_it_does_not_know_where_rules_put_it(self):
        risk_models.seal(learned.written(a_model()), at=NOW)

        assert self.sorted("They came the same day.").clock == TriageClock.WORKING_DAY

    @pytest.mark.slow
    def test_lies_sealed_and_is_destroyed_after_six_months(self):
        risk_models.seal(learned.written(a_model()), at=NOW)
        sealed = bytes(SealedRiskModel.objects.get().sealed)
        counts = []
        for days in (182, 184):
            retention.apply_retention(by=TESTER, at=NOW + timedelta(days=days))
            counts.append(SealedRiskModel.objects.count())

        assert b"bullet" not in sealed
        assert counts == [1, 0]
        assert models.in_use(at=NOW + timedelta(days=184)) is None

    @pytest.mark.slow
    def test_learns_from_what_people_closed_and_nobody_withdrew(self):
        kept, gone, _open = written(better="Kept."), written(better="Gone."), written()
        sorting.sort_texts(by=TESTER, at=NOW)
        for text in (kept, gone):
            reading.close(
                text=text, outcome=TextOutcome.NO_RISK, told="not_needed", by=TESTER, at=NOW
            )
        type(gone.response).objects.filter(pk=gone.response_id).update(
            withdrawn_at=NOW, withdrawn_by="x"
        )

        assert models.to_learn_from(at=NOW).texts == ["Kept."]

    @pytest.mark.slow
    def test_learns_one_text_of_each_person(self):
        for better, mobile in (
            ("He will kill me.", "+447700900101"), ("Nobody rang.", "+447700900101"),
            ("First.", "+447700900102"), ("Last.", "+447700900102"),
        ):  # fmt: skip
            text = written(begun(invite(mobile=mobile).invitation), better=better)
            sorting.sort_texts(by=TESTER, at=NOW)
            record_call(text)
            reading.close(
                text=text, outcome=TextOutcome.PASSED_ON, told="not_needed", by=TESTER, at=NOW
            )

        learned_from = models.to_learn_from(at=NOW)

        assert sorted(zip(learned_from.texts, learned_from.tells_of_danger, strict=True)) == [
            ("He will kill me.", True), ("Last.", False)
        ]  # fmt: skip

    def test_is_replaced_by_no_training_that_fails(self):
        risk_models.seal(learned.written(a_model()), at=NOW)

        with pytest.raises(UntrainableError):
            training.train(by=TESTER, at=NOW)

        assert models.in_use(at=NOW) == a_model()

    def test_is_measured_beside_the_rules(self, tmp_path, capsys, clock):
        texts = ("serious\trisk\tthere was a bullet", "none\tplain\tno bullet", "none\tplain\tx")
        file = tmp_path / "en.tsv"
        file.write_text("\n".join(["category\tabout\ttext", *texts]))
        with pytest.raises(CommandError, match="No model is in use"):
            call_command("measure_triage", str(file), "--model")
        risk_models.seal(learned.written(a_model()), at=NOW)

        call_command("measure_triage", str(file), "--model")

        assert "with the model 1 of 1 ahead of the queue, and 1 others" in capsys.readouterr().out

    def test_is_trained_and_forgotten_by_a_command(self, monkeypatch, capsys, clock, trained):
        with pytest.raises(CommandError, match="0 texts of danger and 0 others"):
            call_command("train_risk_model")
        monkeypatch.setattr(pure_training, "train", lambda *_: trained)

        call_command("train_risk_model")
        call_command("train_risk_model", "--forget")

        said = capsys.readouterr().out
        assert "Trained on 120 texts, 60 of them of danger." in said
        assert "The model is destroyed." in said
        assert not SealedRiskModel.objects.exists()
        trail = AuditEvent.objects.filter(kind__startswith="risk_model")
        kinds = [line.kind for line in trail.order_by("pk")]
        assert kinds == ["risk_model.trained", "risk_model.forgotten"]
