from __future__ import annotations

import pytest

from bot.practice.purposes import Purpose
from bot.practice.record import Channel, ChannelKind, PracticeRecord, Status


def test_a_therapists_value_goes_before_the_practices(demo: PracticeRecord):
    okafor = demo.policy_for("maya-okafor").channels
    reyes = demo.policy_for("daniel-reyes").channels
    assert okafor[ChannelKind.TEXT].address == "503-555-0142"
    assert reyes[ChannelKind.TEXT].status is Status.NOT_OFFERED
    assert okafor[ChannelKind.EMAIL].status is Status.NOT_OFFERED
    assert reyes[ChannelKind.EMAIL].address == "office@harborlane.example.org"


def test_what_a_therapist_leaves_out_is_the_practices(demo: PracticeRecord):
    portal = demo.policy_for("daniel-reyes").channels[ChannelKind.PORTAL]
    assert portal.address == "https://portal.harborlane.example.org"
    assert portal.reply is not None
    assert portal.reply.guaranteed


def test_a_therapists_preferred_channel_replaces_the_practices(demo: PracticeRecord):
    preferred = {
        therapist_id: [channel.kind for channel in demo.policy_for(therapist_id).offered if channel.preferred]
        for therapist_id in (None, "maya-okafor", "daniel-reyes")
    }
    assert preferred == {
        None: [ChannelKind.PHONE],
        "maya-okafor": [ChannelKind.PHONE],
        "daniel-reyes": [ChannelKind.PORTAL],
    }


def test_a_therapist_who_has_left_gets_the_practices_policy(demo: PracticeRecord):
    assert demo.policy_for("gone") == demo.policy_for(None)


@pytest.mark.parametrize(
    ("channel", "permitted"),
    [
        (Channel(ChannelKind.TEXT), Status.NOT_RECORDED),
        (Channel(ChannelKind.TEXT, Status.NOT_OFFERED), Status.NOT_OFFERED),
        (Channel(ChannelKind.TEXT, Status.OFFERED), Status.NOT_RECORDED),
        (Channel(ChannelKind.TEXT, Status.OFFERED, purposes=()), Status.NOT_OFFERED),
        (Channel(ChannelKind.TEXT, Status.OFFERED, purposes=("clinical",)), Status.NOT_OFFERED),
        (Channel(ChannelKind.TEXT, Status.OFFERED, purposes=("scheduling",)), Status.OFFERED),
        (Channel(ChannelKind.TEXT, Status.OFFERED, purposes=("cancel",)), Status.OFFERED),
    ],
)
def test_a_channel_permits_forbids_or_leaves_open(channel: Channel, permitted: Status):
    assert channel.permits(Purpose.CANCEL) is permitted
