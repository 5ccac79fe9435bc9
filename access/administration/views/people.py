from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access import selectors as access_selectors
from access.administration import presenters, selectors
from access.administration.actions import accounts, roles
from access.administration.actions.roles import UnableToDoItError
from access.administration.forms import (
    FORCE,
    NATION,
    SERVICE,
    EndForm,
    InviteForm,
    LinkForm,
    RoleForm,
)
from access.administration.rules import LinkFor
from access.administration.sections import sections_for
from access.models import Force, Organisation, User
from access.permissions import Permission
from access.presenters import force_name
from access.viewer import Viewer
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from ui.languages import beside_english

FORM_METHODS = ["GET", "HEAD", "POST"]
Places = dict[str, tuple[str, Force | Organisation | None]]


@require_safe
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def people(request: HttpRequest) -> HttpResponse:
    viewer, today = viewer_of(request), timezone.localdate()
    words = request.GET.get("words", "").replace("\0", "")[:120]
    force_code = request.GET.get("force", "")
    if force_code:
        access_selectors.force_for(viewer, force_code)
    found = selectors.find_people(viewer, words=words, force_code=force_code)
    forces = access_selectors.forces_for(viewer)
    context = {
        "rows": [presenters.person_row(each, today=today) for each in found.people],
        "is_cut": found.is_cut,
        "words": words,
        "force": force_code,
        "forces": [(each.code, force_name(each, _language())) for each in forces],
    }
    return render(request, "access/administration/people.html", context)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(
        request.POST or None, places=_places(viewer_of(request)), languages=_languages()
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            roles.invite(
                email=given["email"],
                name=given["name"],
                wanted=form.wanted(),
                by=actor_of(request),
                at=timezone.now(),
            )
        except UnableToDoItError as unable:
            form.add_error("role", str(presenters.WHY_NOT[unable.why]))
        else:
            message = _("It waits for a second administrator. The invitation goes out after that.")
            messages.success(request, message)
            return redirect("access:decisions")
    return render(request, "access/administration/invite.html", {"form": form})


@require_safe
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, selectors.person_for(viewer_of(request), pk))


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def ask_for_role(request: HttpRequest, pk: int) -> HttpResponse:
    user = selectors.person_for(viewer_of(request), pk)
    form = _role_form(request, user, _in_reach(viewer_of(request), user))
    if form.is_valid():
        try:
            roles.ask_for_role(
                user=user, wanted=form.wanted(), by=actor_of(request), at=timezone.now()
            )
        except UnableToDoItError as unable:
            form.add_error("role", str(presenters.WHY_NOT[unable.why]))
        else:
            messages.success(request, _("It waits for a second administrator."))
            return redirect("access:person", pk)
    return _page(request, user, role_form=form)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def end_role(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    viewer = viewer_of(request)
    user = selectors.person_for(viewer, pk)
    held = selectors.membership_for(viewer, person=pk, pk=membership)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ends_on, by, at = form.cleaned_data["ends_on"], actor_of(request), timezone.now()
        try:
            if ends_on is None:
                roles.end_role(membership=held, by=by, at=at)
            else:
                roles.end_role_on(membership=held, ends_on=ends_on, by=by, at=at)
        except UnableToDoItError as unable:
            form.add_error("ends_on", str(presenters.WHY_NOT[unable.why]))
        else:
            messages.success(request, _("It is kept, and holds from now on."))
            return _back_to(viewer, pk)
    row = presenters.role_row(held, today=timezone.localdate())
    context = {"form": form, "person": user, "row": row}
    return render(request, "access/administration/end_role.html", context)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    user = _find_kept_account(request, pk)
    try:
        accounts.leave(user=user, by=actor_of(request), at=timezone.now())
    except UnableToDoItError as unable:
        messages.error(request, str(presenters.WHY_NOT[unable.why]))
        return redirect("access:person", pk)
    messages.success(request, _("They have left: nobody can sign in with the account."))
    return _back_to(viewer_of(request), pk)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def ask_for_link(request: HttpRequest, pk: int) -> HttpResponse:
    user = _find_kept_account(request, pk)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, user, link_form=form)
    kind = LinkFor(form.cleaned_data["lost"])
    try:
        mail = accounts.ask_for_link(user=user, kind=kind, by=actor_of(request), at=timezone.now())
    except UnableToDoItError as unable:
        messages.error(request, str(presenters.WHY_NOT[unable.why]))
    else:
        said = _("A link is sent to their e-mail address. Nobody else sees it.")
        waits = _("They are told by mail. The link is sent when a second administrator agrees.")
        messages.success(request, waits if mail.needs_second else said)
    return redirect("access:person", pk)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    user = _find_kept_account(request, pk)
    try:
        accounts.ask_for_link(user=user, kind=LinkFor.BACK, by=actor_of(request), at=timezone.now())
    except UnableToDoItError as unable:
        messages.error(request, str(presenters.WHY_NOT[unable.why]))
    else:
        messages.success(request, _("It waits for a second administrator."))
    return redirect("access:person", pk)


@require_POST
@permission_required(Permission.KEEP_PEOPLE)
@out_of_reach_is_absent
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = _find_kept_account(request, pk)
    try:
        accounts.invite_again(user=user, by=actor_of(request), at=timezone.now())
    except UnableToDoItError as unable:
        messages.error(request, str(presenters.WHY_NOT[unable.why]))
    else:
        messages.success(request, _("A new invitation is sent. The one before works no longer."))
    return redirect("access:person", pk)


def _find_kept_account(request: HttpRequest, pk: int) -> User:
    viewer = viewer_of(request)
    user = selectors.person_for(viewer, pk)
    if not selectors.may_keep_account(viewer, user):
        raise User.DoesNotExist
    return user


def _back_to(viewer: Viewer, pk: int) -> HttpResponse:
    if selectors.people_for(viewer).filter(pk=pk).exists():
        return redirect("access:person", pk)
    return redirect("access:people")


def _page(
    request: HttpRequest,
    user: User,
    *,
    role_form: RoleForm | None = None,
    link_form: LinkForm | None = None,
) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    today, reader = timezone.localdate(at), viewer.user_id
    within = _in_reach(viewer, user)
    context = {
        "row": presenters.person_row(user, today=today),
        "is_self": user.pk == reader,
        "may_keep": len(within) == len(user.memberships.all()),
        "has_joined": user.has_usable_password(),
        "is_active": user.is_active,
        "ending": within,
        "history": [
            presenters.request_row(each, reader=reader)
            for each in selectors.history_of(viewer, user)
        ],
        "links": [
            presenters.link_row(each, reader=reader, at=at) for each in selectors.links_of(user)
        ],
        "role_form": role_form or _role_form(request, user, within, is_new=True),
        "link_form": link_form or LinkForm(),
        "form": role_form or link_form,
    }
    return render(request, "access/administration/person.html", context)


def _in_reach(viewer: Viewer, user: User) -> set[int]:
    if viewer.is_national:
        return {each.pk for each in user.memberships.all()}
    held = user.memberships.filter(selectors.place_in_reach(viewer))
    return set(held.values_list("pk", flat=True))


def _role_form(
    request: HttpRequest, user: User, within: set[int], *, is_new: bool = False
) -> RoleForm:
    viewer = viewer_of(request)
    held = [each for each in user.memberships.all() if each.pk in within]
    return RoleForm(
        None if is_new else request.POST,
        places=_places(viewer),
        languages=_languages(),
        held=presenters.role_choices(held),
    )


def _places(viewer: Viewer) -> Places:
    today = timezone.localdate()
    forces = [each for each in access_selectors.forces_for(viewer) if each.exists_on(today)]
    nation: Places = {NATION: (_("England and Wales"), None)} if viewer.is_national else {}
    return (
        nation
        | {f"{FORCE}:{each.code}": (force_name(each, _language()), each) for each in forces}
        | {
            f"{SERVICE}:{each.pk}": (each.name, each)
            for each in selectors.organisations_for(viewer)
        }
    )


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in beside_english()]


def _language() -> str:
    return get_language() or "en"


@require_safe
@permission_required(Permission.ADMINISTER)
def workspace(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    waiting = (
        selectors.waiting_requests(viewer).count()
        + selectors.waiting_links(viewer).count()
        + selectors.waiting_mergers(viewer).count()
    )
    context = {"sections": sections_for(viewer), "waiting": waiting}
    return render(request, "access/administration/workspace.html", context)
