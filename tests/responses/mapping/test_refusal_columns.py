import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from responses import tasks
from responses.models import Upload
from tests.responses.case_files.police_uk_files import street_row, street_text
from tests.responses.imports.uploading import bring
from tests.responses.mapping.test_pages import picked, text_of, url
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
HEADINGS = "Ref,HO code,Reported,Status,Status Date,Do not contact,Mobile\r\n"
EXTRACT = (
    HEADINGS
    + "R-1,28E,2026-05-01,REPORT,2026-05-02,Y,07700 900123\r\n"
    + "R-2,28E,2026-05-01,REPORT,2026-05-02,N,07700 900124\r\n"
)
COLUMNS = ("case_key", "offence_code", "reported_on", "stage", "stage_on")


@pytest.fixture
def upload(by) -> Upload:
    return bring(EXTRACT, by=by, is_example=True)


def picks(*columns: str, **more: str) -> dict[str, str]:
    named = {f"column_{place}": pick for place, pick in enumerate((*COLUMNS, *columns))}
    return {"form": "columns"} | named | more


@pytest.mark.safety
class TestAColumnThatMaySayNo:
    """SAF-2: it is left unread by its own tick only, and by nobody in silence."""

    @pytest.mark.slow
    def test_is_not_picked_beforehand(self, loader_client, upload):
        page = Page(loader_client.get(url(upload, "columns")))

        assert picked(page, "column_5") == ""
        assert "“Do not contact” may say who must not be contacted" in page.text

    @pytest.mark.slow
    def test_is_not_left_unread_without_its_own_tick(self, loader_client, upload):
        said = text_of(loader_client.post(url(upload, "columns"), picks("-", "-"), follow=True))

        assert (
            "Pick “Reason not to ask (exclude_code)” and say on the next page whom it excludes"
            in said
        )
        upload.refresh_from_db()
        assert upload.profile_text == ""

    @pytest.mark.slow
    def test_left_unread_by_its_tick_is_named_where_the_file_is_checked(
        self, loader_client, upload
    ):
        loader_client.post(url(upload, "columns"), picks("-", "-", leave_5="on"))
        dates = {f"date_{column}": "YYYY-MM-DD" for column in ("reported_on", "stage_on")}
        loader_client.post(url(upload, "codes"), dates)
        loader_client.post(url(upload, "profile"), {"name": "own"})
        tasks.check_upload.call(upload.pk)

        said = text_of(loader_client.get(f"/staff/case-files/{upload.pk}/"))

        assert "leaves columns unread that may say who must not be contacted: Do not" in said

    @pytest.mark.slow
    def test_of_a_bare_yes_becomes_an_exclusion(self, loader_client, upload):
        loader_client.post(url(upload, "columns"), picks("exclude_code", "-"))
        page = Page(loader_client.get(url(upload, "codes")))
        assert picked(page, "code_exclude_code_0") == picked(page, "code_exclude_code_1") == ""
        assert "Whoever loads the file excludes these people" in page.text

        codes = {"code_exclude_code_0": "NOCONTACT", "code_exclude_code_1": "-"}
        dates = {f"date_{column}": "YYYY-MM-DD" for column in ("reported_on", "stage_on")}
        loader_client.post(url(upload, "codes"), codes | dates | {"loader_excludes": "on"})

        upload.refresh_from_db()
        assert '"Y" = "NOCONTACT"' in upload.profile_text
        assert '"N" = ""' in upload.profile_text
        assert '[exclusions]\n"by" = "loader"' in upload.profile_text

    def test_new_in_a_later_file_is_never_advised_to_be_taken_out(self, loader_client, by):
        upload = bring(EXTRACT, by=by)
        tasks.check_upload.call(upload.pk)

        said = text_of(loader_client.get(f"/staff/case-files/{upload.pk}/"))

        assert "This column may say who must not be contacted. Leave it in the file." in said


@pytest.mark.safety
class TestAGroupOfASuspect:
    @pytest.mark.slow
    def test_saf_2_over_headings_of_one_row_reaches_nobody(self, loader_client, by):
        content = (
            "Crime,,,,,Suspect,\r\n"
            + HEADINGS.replace("Do not contact", "Age")
            + ("R-1,28E,2026-05-01,REPORT,2026-05-02,30,07700 900123\r\n")
        )
        upload = bring(content, by=by, is_example=True)
        layout = {"form": "layout", "heading_row": "2", "heading_rows": "1", "delimiter": ","}
        loader_client.post(url(upload, "columns"), layout | {"encoding": "utf-8"})

        said = text_of(
            loader_client.post(
                url(upload, "columns"), picks("birth_year", "contact_mobile"), follow=True
            )
        )

        assert "“Mobile” is about somebody else than the victim" in said
        assert "“Age” is about somebody else than the victim" in said


class TestAColumnOfTheForce:
    @pytest.mark.slow
    def test_has_no_name_of_another_force_read_as_ours(self, loader_client, by):
        content = EXTRACT.replace("Do not contact", "Force name").replace(",Y,", ",Kent Police,")
        content = content.replace(",N,", ",City of London Police,")
        upload = bring(content, by=by, is_example=True)
        page = Page(loader_client.get(url(upload, "columns")))
        assert picked(page, "column_5") == "force"
        loader_client.post(url(upload, "columns"), picks("force", "-"))

        page = Page(loader_client.get(url(upload, "codes")))

        assert picked(page, "code_force_0") == ""
        assert picked(page, "code_force_1") == "city-of-london"
        assert "city-of-london" not in page.html.split('name="code_force_0"')[1].split("</sel")[0]


class TestAPageThatIsOver:
    @pytest.mark.slow
    def test_leads_to_the_layout_of_the_file(self, loader_client, by):
        upload = bring(EXTRACT, by=by)

        for page in ("columns", "codes", "profile"):
            for response in (
                loader_client.get(url(upload, page), follow=True),
                loader_client.post(url(upload, page), follow=True),
            ):
                assert response.redirect_chain[0][0] == f"/staff/case-files/{upload.pk}/"
                assert "Here is how it stands" in text_of(response)


class TestAFileOfPoliceUk:
    @pytest.mark.slow
    def test_needs_no_names_whichever_button_is_pressed(self, loader_client):
        file = SimpleUploadedFile("street.csv", street_text(street_row()).encode())

        said = text_of(
            loader_client.post(
                "/staff/case-files/", {"file": file, "way": "0", "example": "yes"}, follow=True
            )
        )

        assert "its columns need no names" in said
        assert Upload.objects.get().state == Upload.UploadState.CHECKING


class TestAnotherLayout:
    @pytest.mark.slow
    def test_keeps_what_was_picked_by_its_headings(self, loader_client, upload):
        layout = {"heading_row": "1", "heading_rows": "1", "delimiter": ",", "encoding": "utf-8"}
        content = picks("exclude_code", "contact_mobile") | layout | {"form": "layout"}

        loader_client.post(url(upload, "columns"), content | {"column_0": ""})

        page = Page(loader_client.get(url(upload, "columns")))
        assert picked(page, "column_5") == "exclude_code"
        assert picked(page, "column_6") == "contact_mobile"

    def test_keeps_nothing_invalid(self, loader_client, by):
        content = EXTRACT.replace("Mobile", "Suspect mobile")
        upload = bring(content, by=by, is_example=True)
        layout = {"heading_row": "1", "heading_rows": "2", "delimiter": ",", "encoding": "utf-8"}

        loader_client.post(
            url(upload, "columns"), picks("stage", "contact_mobile") | layout | {"form": "layout"}
        )

        upload.refresh_from_db()
        assert "contact_mobile" not in upload.profile_text
        assert '"stage"' not in upload.profile_text

    @pytest.mark.slow
    def test_says_that_a_row_of_blanks_was_taken_for_the_headings(self, loader_client, by):
        upload = bring(f",,,,,,\r\n{EXTRACT}", by=by, is_example=True)
        layout = {"heading_row": "1", "heading_rows": "1", "delimiter": ",", "encoding": "utf-8"}
        loader_client.post(url(upload, "columns"), layout | {"form": "layout"})

        said = text_of(loader_client.get(url(upload, "columns")))

        assert "A row of blank cells was taken for the headings" in said
