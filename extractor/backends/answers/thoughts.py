"""Steps over what a model thought before its answer: drafts in there are no answer.

Models mark their thoughts in many ways: `<think>…</think>`, `[THINK]…[/THINK]`, `◁think▷…◁/think▷`,
`<|START_THINKING|>…<|END_THINKING|>`, and the channels of harmony, of which `final` is the answer.
"""

from __future__ import annotations

import re

_WORD = r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratch_?pad|inner_monologue)"
_NAME = rf"(?:[a-z]+:)?(?:chain_of_)?{_WORD}"

_OPENING = (
    rf"<\|?(?:begin_of_|start_)?{_NAME}\|?>|\[{_NAME}\]|◁{_NAME}▷"
    r"|<\|channel>\s*(?:thought|analysis)|<unused94>\s*thought"
)
_CLOSING = rf"</\|?{_NAME}\|?>|<\|(?:/|end_of_|end_){_NAME}\|>|\[/{_NAME}\]|◁/{_NAME}▷|<channel\|>|<unused95>"
"""The last two marks of either are those of Gemma's families."""

_THOUGHTS = re.compile(rf"(?:{_OPENING})(?:(?!{_OPENING}).)*?(?:{_CLOSING})", re.DOTALL | re.IGNORECASE)
_START = re.compile(_OPENING, re.IGNORECASE)
_END = re.compile(_CLOSING, re.IGNORECASE)

_CHANNEL = re.compile(r"<\|channel\|>\s*(\w+)((?:(?!<\|(?:message|channel)\|>).)*)<\|message\|>", re.DOTALL)
_END_OF_MESSAGE = re.compile(r"<\|(?:end|return|call|start)\|>")

_BARE_CHANNELS = re.compile(r"\s*(?:analysis|commentary)(?=\S).*?assistant\s*final(?:\s*json)?", re.DOTALL)
"""Harmony from a server that has dropped its special tokens: `analysisLet us see.assistantfinal{…}`."""

_FINAL_MARK = "[BEGIN FINAL RESPONSE]"
"""Behind its thoughts, by the Apriel family."""


def without_thoughts(text: str) -> str:
    """The part of a reply that is meant as the answer; empty when it is all thoughts."""
    if _CHANNEL.search(text):
        return _answer_channel(text)
    if bare := _BARE_CHANNELS.match(text):
        return text[bare.end() :]
    text = text.rpartition(_FINAL_MARK)[2]
    text = _THOUGHTS.sub("", text)
    ends = list(_END.finditer(text))  # some servers cut off only where the thoughts begin
    text = text[ends[-1].end() :] if ends else text
    begun = _START.search(text)
    return text[: begun.start()] if begun else text


def _answer_channel(text: str) -> str:
    """What stands in the channel `final`, or in that of a tool's call."""
    marks = list(_CHANNEL.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    messages = [
        (mark[1], mark[2], _END_OF_MESSAGE.split(text[mark.end() : end])[0])
        for mark, end in zip(marks, ends, strict=True)
    ]
    final = [message for channel, _, message in messages if channel == "final"]
    calls = [message for _, header, message in messages if "to=" in header]
    return "\n".join(final or calls)
