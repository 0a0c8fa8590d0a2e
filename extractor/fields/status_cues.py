"""Whether an event is fact: the options, and the English words in a sentence that announce them.

For schemas: `Choice(STATUSES, cues=STATUS_CUES)`. Which cue governs an event is settled by `Choice.cue`.
"""

from __future__ import annotations

from extractor.fields.choice import Option


def listed(words: str) -> tuple[str, ...]:
    """Words and phrases parted by commas, as a tuple; `*` at the end of a word stands for any ending."""
    return tuple(words.split(", "))


STATUSES = (
    Option("happened", "it has happened or is happening"),
    Option("planned", "it is to happen, or somebody wants or threatens it", becomes=("happened",)),
    Option("alleged", "somebody is said, suspected or accused to have done it", weaker_than=("happened",)),
    Option("denied", "it did not or will not happen, or somebody says so"),
)
"""Whether an event is fact; the plain option first."""

STATUS_CUES: dict[str, tuple[str, ...]] = {
    "denied": listed(
        "denied, denies, deny, denying, rejected, rejects, rejecting, dismissed, dismisses, dismissing, "
        "refuted, refutes, disputed, disputes, ruled out, rules out, ruling out, rejected reports, "
        "rejected claims, rejected suggestions, rejected allegations, rejected the idea, dismissed "
        "speculation, dismissed reports, dismissed claims, dismissed suggestions, dismissed allegations, "
        "denied reports, denied claims, denied allegations, no plans to, no intention of, no evidence "
        "that, no evidence of, false reports, false claims, not, never, will not, won't, would not, "
        "wouldn't, is not going to, are not going to, not to, to not, did not, didn't, does not, doesn't, "
        "do not, don't, has not, hasn't, have not, haven't, had not, hadn't, was not, wasn't, were not, "
        "weren't, is not, isn't, are not, aren't, cannot, can't, could not, couldn't, may not, might not, "
        "must not, has never, have never, had never, was never, were never, failed to, fails to, refused "
        "to, refuses to, refusing to, declined to, declines to, instead of, rather than, stopped short "
        "of, called off, cancelled, canceled, without, no, no one, nobody, none, neither, prevented, "
        "prevent, prevents, preventing, foiled, foils, thwarted, averted, averting, avoid, avoided, "
        "avoiding, blocked, blocks, blocking, halted, botched, failed"
    ),
    "alleged": listed(
        "wanted in connection with, wanted in connection to, wanted for, wanted over, tied to, linked to, "
        "in connection with, in connection to, alleged, allegedly, alleges, allege, alleging, alleged to, "
        "alleged to have, reportedly, purportedly, supposedly, apparently, accused of, accuses, accusing, "
        "suspected of, suspected, suspected to have, charged with, indicted for, indicted on, on "
        "suspicion of, on charges of, facing charges of, face charges of, believed to, believed to have, "
        "thought to, thought to have, said to have, reported to have, rumoured to, rumored to, claims "
        "that, claimed that, claims to, claimed to, unconfirmed reports, according to unconfirmed, tied "
        "to allegations, on trial for, may have, might have, could have, charges related to, charges of, "
        "charges including, charges for, feared, tried for, not guilty to, not guilty of, suspicion of"
    ),
    "planned": listed(
        "will, would, shall, plans to, planned to, plan to, planning to, plans for, plan for, planned, is "
        "planned, are planned, was planned, is scheduled, are scheduled, scheduled to, scheduled for, due "
        "to appear, is set to, are set to, set to, is to be, are to be, expected to, is expected, are "
        "expected, intends to, intend to, intended to, vowed to, vows to, pledged to, pledges to, "
        "promised to, promises to, agreed to, agrees to, about to, going to, proposed to, proposes to, "
        "proposed, wants to, want to, hopes to, hope to, seeks to, seek to, seeking to, aims to, ready "
        "to, prepares to, preparing to, called for, calls for, calling for, urged, urges, demanded, "
        "threatened to, threatens to, threatening to, threaten to, threatened, threatens, threat of, "
        "threats of, may, might, could, can, should, if, in order to, considering, considers, weighing, "
        "possible, potential, is likely to, are likely to, likely to, sought, seeks, requested, requests, "
        "requesting, request for, requests for, faces extradition, face extradition, facing extradition, "
        "faces deportation, face deportation, facing deportation, faces trial, face trial, facing trial, "
        "fighting extradition, fight extradition, awaiting, awaits, await, pending, tried to, trying to, "
        "tries to, attempted to, attempting to, attempt to, attempts to, attempted, plot to, plotted to, "
        "plotting to, bid to, offered to, offers to, offer to, in talks to, effort to, efforts to, fear, "
        "fears, fears of, fearing, unless, aimed at, decided to, decision to, due to meet, due to be, due "
        "to begin, would-be, had he been, avoid being, planning"
    ),
    "happened": listed(
        "convicted of, found guilty of, pleaded guilty to, sentenced for, confirmed that, confirmed, "
        "admitted, admitted to, confessed to, responsible for, claimed responsibility for, no fewer than, "
        "no less than, no doubt, no sooner, no longer, not only, not just, managed to, no stranger to"
    ),
}
"""The words that announce each status; one listed earlier outranks those after it."""
