"""Facts about the ways of contact: which there are, what for, and how soon each is answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.practice import spoken
from bot.practice.record import Channel, ChannelKind, ReplyTime, Status
from bot.practice.replies import expected_reply
from bot.practice.telling import Teller
from bot.practice.wording import reply_time, uses, wording

# What a client misses if nobody has said whether it is used; nobody asks whether letters are.
EXPECTED_CHANNELS = (ChannelKind.PHONE, ChannelKind.TEXT, ChannelKind.EMAIL, ChannelKind.PORTAL)
# Where a client waits for an answer to something sent.
ANSWERED_CHANNELS = (*EXPECTED_CHANNELS, ChannelKind.VOICEMAIL)
# Where something can be left or sent at any hour.
WRITTEN_CHANNELS = (ChannelKind.TEXT, ChannelKind.EMAIL, ChannelKind.PORTAL, ChannelKind.VOICEMAIL)


class ChannelFacts(Teller):
    """One method a fact; each gives its sentences, empty ones included."""

    def _channels(self) -> list[str]:
        offered = [each for each in self.policy.offered if each.kind is not ChannelKind.VOICEMAIL]
        refused = [each for each in self._of_status(Status.NOT_OFFERED) if each.kind in EXPECTED_CHANNELS]
        unknown = [each for each in self._of_status(Status.NOT_RECORDED) if each.kind in EXPECTED_CHANNELS]
        ways = spoken.listing([self.way(each) for each in offered])
        return [
            self.say("offered", ways=ways) if offered else "",
            self.say("not_offered", plurals=self.plurals(refused)) if refused else "",
            self.say("unknown", plurals=self.plurals(unknown)) if unknown else "",
        ]

    def _of_status(self, status: Status) -> list[Channel]:
        return [channel for channel in self.policy.channels.values() if channel.status is status]

    def _permitted_uses(self) -> list[str]:
        by_uses: dict[tuple[str, ...] | None, list[Channel]] = {}
        for channel in self.policy.offered:
            if channel.kind is ChannelKind.VIDEO and channel.purposes is None:
                continue  # video is for sessions, said or not
            if channel.purposes == ():
                continue  # what it was for has to go another way
            by_uses.setdefault(channel.purposes, []).append(channel)
        if not by_uses or list(by_uses) == [None]:
            return [self.gap()]
        unknown = by_uses.pop(None, [])
        sentences = [
            self.say("offered", plurals=self.plurals(channels), uses=uses(names or ()))
            for names, channels in by_uses.items()
        ]
        return [*sentences, self.say("unknown", plurals=self.plurals(unknown)) if unknown else ""]

    def _phone(self) -> list[str]:
        phone, voicemail = (self.policy.channels[k] for k in (ChannelKind.PHONE, ChannelKind.VOICEMAIL))
        if not (phone.offered and phone.address):
            return [self.say("not_offered") if phone.status is Status.NOT_OFFERED else self.gap()]
        sentences = [self.say("offered", address=phone.address), phone.rules or ""]
        if voicemail.offered:
            same = voicemail.address in (None, phone.address)
            sentences.append(self.say("voicemail" if same else "other_voicemail", address=voicemail.address or ""))
            sentences.append(voicemail.rules or "")
        return sentences

    def _preferred_channel(self) -> list[str]:
        preferred = self.policy.preferred
        return [self.say("offered", way=self.way(preferred)) if preferred else self.gap()]

    def _allowed(self, kind: ChannelKind) -> list[str]:
        channel, preferred = self.policy.channels[kind], self.policy.preferred
        if channel.status is Status.NOT_RECORDED:
            return [self.gap()]
        if not channel.offered:
            instead = self.say("instead", way=self.way(preferred)) if preferred else ""
            return [self.say("not_offered"), channel.rules or "", instead]
        number = self.say("number", address=channel.address) if channel.address else ""
        return [
            self.say("offered", number=number),
            self._said_uses(channel),
            channel.rules or "",
            channel.confidentiality or "",
        ]

    def _said_uses(self, channel: Channel) -> str:
        if channel.purposes is None:
            return self.fill(wording("facts")["facts"]["permitted_uses"]["unknown"], plurals=self.plurals([channel]))
        return self.say("uses", uses=uses(channel.purposes)) if channel.purposes else ""

    def _address(self, kind: ChannelKind) -> list[str]:
        channel = self.policy.channels[kind]
        if channel.status is Status.NOT_OFFERED:
            return [self.say("not_offered")]
        return [self.say("offered", address=channel.address) if channel.address else self.gap()]

    def _portal(self) -> list[str]:
        channel = self.policy.channels[ChannelKind.PORTAL]
        if not channel.offered:
            return [self.say("not_offered") if channel.status is Status.NOT_OFFERED else self.gap()]
        offered = self.say("offered", way=self.way(channel))
        return [offered, channel.rules or "", channel.confidentiality or ""]

    def _telehealth_platform(self) -> list[str]:
        channel = self.policy.channels[ChannelKind.VIDEO]
        if not channel.offered:
            return [self.say("not_offered") if channel.status is Status.NOT_OFFERED else self.gap()]
        address = self.say("address", address=channel.address) if channel.address else ""
        platform = self.say("offered", name=channel.name, address=address) if channel.name else self.say("unnamed")
        return [platform, channel.rules or "", channel.confidentiality or ""]

    def _response_times(self) -> list[str]:
        by_reply: dict[ReplyTime, list[Channel]] = {}
        unknown = []
        for channel in self.policy.offered:
            if channel.reply and channel.kind in (*ANSWERED_CHANNELS, ChannelKind.LETTER):
                by_reply.setdefault(channel.reply, []).append(channel)
            elif channel.kind in ANSWERED_CHANNELS and channel.kind is not ChannelKind.PHONE:
                # A call is answered or it is not: without a time to call back, nothing is missing.
                unknown.append(channel)
        if not by_reply:
            return [self.gap()]
        return [
            *(
                self.say(
                    "guaranteed" if reply.guaranteed else "usual",
                    plurals=self.plurals(channels),
                    time=reply_time(reply),
                )
                for reply, channels in by_reply.items()
            ),
            "" if all(reply.guaranteed for reply in by_reply) else self.say("promise"),
            self.say("unknown", plurals=self.plurals(unknown)) if unknown else "",
            *self._absence_before_the_answer([each.kind for channels in by_reply.values() for each in channels]),
        ]

    def _reply(self, kind: ChannelKind) -> list[str]:
        """How soon one channel is answered; nothing where it is not in use."""
        channel = self.policy.channels[kind]
        if not channel.offered:
            return []
        words, plurals = wording("facts")["facts"]["response_times"], self.plurals([channel])
        if channel.reply is None:
            return [self.fill(words["unknown"], plurals=plurals)]
        template = words["guaranteed" if channel.reply.guaranteed else "usual"]
        told = self.fill(template, plurals=plurals, time=reply_time(channel.reply))
        return [told, *self._absence_before_the_answer([kind])]

    def _reply_if_written_now(self) -> list[str]:
        """By when an answer to a message of this moment is to be expected, channels with the same answer together."""
        by_due: dict[tuple[datetime, bool], list[Channel]] = {}
        for channel in self.policy.offered:
            if channel.kind in WRITTEN_CHANNELS and channel.reply:
                due = expected_reply(self.policy, channel.kind, self.now).due
                if due is not None:
                    by_due.setdefault((due, channel.reply.guaranteed), []).append(channel)
        told = [
            self.say(
                "guaranteed" if guaranteed else "usual",
                ways=" or ".join(self.by(channel) for channel in channels),
                due=spoken.deadline(due, self.now, self.country),
            )
            for (due, guaranteed), channels in sorted(by_due.items(), key=lambda item: item[0][0])
        ]
        kinds = [each.kind for channels in by_due.values() for each in channels]
        return [*told, *self._absence_before_the_answer(kinds)]

    def _absence_before_the_answer(self, kinds: Iterable[ChannelKind]) -> list[str]:
        """Who is away while an answer is waited for, and who covers."""
        replies = [expected_reply(self.policy, kind, self.now) for kind in kinds]
        away = next((reply.absence for reply in replies if reply.absence), None)
        return self.away_sentences(away) if away else []
