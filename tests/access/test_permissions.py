import pytest

from access.actor import RESPONDENT, Actor, ActorKind
from access.permissions import GRANTS, NATIONAL_ROLES, Permission, Role, permissions_of
from access.viewer import Viewer
from tests.each import for_each


class TestGrants:
    def test_cover_every_role(self) -> None:
        assert set(GRANTS) == set(Role)

    @pytest.mark.parametrize(
        "permission", [Permission.VIEW_NATIONAL_PAGES, Permission.VIEW_INSTRUMENTS]
    )
    def test_keep_national_pages_to_national_roles(self, permission: Permission) -> None:
        may = {role for role in Role if permission in GRANTS[role]}

        assert may
        assert may <= NATIONAL_ROLES

    def test_show_no_figures_to_those_who_load_cases(self) -> None:
        assert GRANTS[Role.DATA_LOADER] == {Permission.LOAD_CASES, Permission.ANSWER_HOLDS}

    @pytest.mark.parametrize(
        "role", [Role.SAFE_CONTACT_OFFICER, Role.ADVOCATE, Role.OPERATIONS_LEAD]
    )
    def test_show_no_figures_to_those_who_work_with_cases(self, role: Role) -> None:
        assert Permission.VIEW_FIGURES not in GRANTS[role]

    def test_let_nobody_confirm_what_she_loaded(self) -> None:
        second = {Permission.CONFIRM_EXCLUSION, Permission.CONFIRM_HELD_CHANGE}

        for role in Role:
            assert Permission.LOAD_CASES not in GRANTS[role] or second.isdisjoint(GRANTS[role])

    def test_let_those_draw_codes_who_agree_what_is_safe(self) -> None:
        drawing = {r for r in Role if Permission.DRAW_CODE in GRANTS[r]}
        assert drawing == {Role.ADVOCATE, Role.SAFE_CONTACT_OFFICER}

    def test_show_no_figures_to_those_who_write_the_questions(self) -> None:
        assert GRANTS[Role.SURVEY_DESIGNER] == {
            Permission.VIEW_INSTRUMENTS,
            Permission.VIEW_LANGUAGES,
            Permission.PROPOSE_INSTRUMENT,
            Permission.PUBLISH_INSTRUMENT,
            Permission.VIEW_TRIALS,
            Permission.RUN_TRIALS,
        }

    def test_let_analysts_read_the_questions_and_not_change_them(self) -> None:
        writing = {Permission.PROPOSE_INSTRUMENT, Permission.PUBLISH_INSTRUMENT}

        assert not writing & GRANTS[Role.NATIONAL_ANALYST]


class TestGranted:
    def test_is_nothing_without_a_role(self) -> None:
        assert permissions_of(frozenset()) == frozenset()

    def test_is_all_that_any_role_allows(self) -> None:
        both = permissions_of(frozenset({Role.FORCE_ANALYST, Role.DATA_LOADER}))

        assert both == GRANTS[Role.FORCE_ANALYST] | GRANTS[Role.DATA_LOADER]


class TestViewer:
    def test_reaches_own_forces_only(self) -> None:
        viewer = Viewer(user_id=1, name="A", force_codes=frozenset({"gwent"}))

        assert viewer.reaches("gwent")
        assert not viewer.reaches("dyfed-powys")

    def test_reaches_every_force_when_national(self) -> None:
        assert Viewer(user_id=1, name="A", is_national=True).reaches("gwent")

    @for_each("permission", Permission)
    def test_may_do_nothing_without_a_role(self, permission: Permission) -> None:
        assert not Viewer(user_id=1, name="A").may(permission)

    def test_may_do_what_the_role_grants(self) -> None:
        viewer = Viewer(user_id=1, name="A", roles=frozenset({Role.DATA_LOADER}))

        assert viewer.may(Permission.LOAD_CASES)
        assert not viewer.may(Permission.VIEW_FIGURES)


class TestActor:
    def test_names_the_person(self) -> None:
        actor = Actor.user(user_id=7, name="Ann")

        assert (actor.kind, actor.user_id, actor.name) == (ActorKind.USER, 7, "Ann")

    def test_names_the_job_and_no_person(self) -> None:
        assert Actor.system("send_invitations").user_id is None

    def test_never_names_a_respondent(self) -> None:
        assert Actor(kind=ActorKind.RESPONDENT, name="respondent") == RESPONDENT
