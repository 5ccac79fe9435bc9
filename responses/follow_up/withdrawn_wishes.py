from responses.models import FollowUp

State = FollowUp.WishState


def take_back(response_id: int) -> None:
    FollowUp.objects.filter(response=response_id, state=State.OPEN).update(state=State.TAKEN_BACK)


def bring_back(response_id: int) -> None:
    FollowUp.objects.filter(response=response_id, state=State.TAKEN_BACK).update(state=State.OPEN)
