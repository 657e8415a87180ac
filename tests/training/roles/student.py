"""
Articles and soft roles → the small net that ships: hashed n-grams, features, one recurrent layer.

The mirror of `dispatcher/stories/briefing/network.py` in PyTorch; a golden test holds the two to the same probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from dispatcher.stories.briefing.features import see
from dispatcher.stories.briefing.grams import CHARACTER_BUCKETS, WORD_BUCKETS, Grams, character_grams, word_grams
from dispatcher.stories.briefing.network import places
from dispatcher.stories.briefing.weights import WEIGHTS
from tests.training.roles.corpus import Article

FEATURES = tuple(sorted(name for name in WEIGHTS if name != "always"))
WORD_WIDTH, CHARACTER_WIDTH, OWN, AROUND, HIDDEN = 32, 24, 128, 64, 64
DROP, GRAM_DROP = 0.3, 0.15


@dataclass(slots=True)
class Seen:
    """One article as the net reads it, with what is known of its roles."""

    words: tuple[torch.Tensor, torch.Tensor]  # ids, starts
    characters: tuple[torch.Tensor, torch.Tensor]
    features: torch.Tensor  # (1 + sentences, features and places)
    truth: torch.Tensor | None
    soft: torch.Tensor | None = None

    @property
    def count(self) -> int:
        """Sentences."""
        return len(self.features) - 1


def seen(article: Article) -> Seen:
    """Count its n-grams and features."""
    told = [article.headline, *article.sentences]
    features = np.zeros((len(told), len(FEATURES)), np.float32)
    for at, each in enumerate(see(article.headline, article.sentences), start=1):
        features[at, [FEATURES.index(name) for name in each.features if name in FEATURES]] = 1
    return Seen(
        _tensors(word_grams(told)),
        _tensors(character_grams(told)),
        torch.from_numpy(np.concatenate([features, places(len(told))], axis=1)),
        None if article.roles is None else torch.tensor(article.roles),
    )


def _tensors(grams: Grams) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.from_numpy(grams.ids), torch.from_numpy(grams.starts)


class Student(nn.Module):
    """The small net."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.EmbeddingBag(WORD_BUCKETS, WORD_WIDTH, mode="sum")
        self.characters = nn.EmbeddingBag(CHARACTER_BUCKETS, CHARACTER_WIDTH, mode="sum")
        nn.init.normal_(self.words.weight, 0, 0.1)
        nn.init.normal_(self.characters.weight, 0, 0.1)
        self.pre = nn.Linear(2 * (WORD_WIDTH + CHARACTER_WIDTH) + len(FEATURES) + 8, OWN)
        self.around = nn.GRU(OWN, AROUND, bidirectional=True, batch_first=True)
        self.hidden = nn.Linear(2 * AROUND + OWN, HIDDEN)
        self.out = nn.Linear(HIDDEN, 9)
        self.drop = nn.Dropout(DROP)

    def forward(self, articles: Sequence[Seen]) -> torch.Tensor:
        """(sentences of all, 9) scores."""
        vectors = torch.cat(
            [
                self._summed(self.words, [each.words for each in articles]),
                self._summed(self.characters, [each.characters for each in articles]),
            ],
            1,
        )
        lengths = [each.count + 1 for each in articles]
        headlines = torch.cat([part[:1].expand(len(part), -1) for part in torch.split(vectors, lengths)])
        given = torch.cat([vectors, vectors * headlines, torch.cat([each.features for each in articles])], 1)
        own = torch.relu(self.pre(self.drop(given)))
        packed = nn.utils.rnn.pack_sequence(list(torch.split(self.drop(own), lengths)), enforce_sorted=False)
        around, _ = nn.utils.rnn.pad_packed_sequence(self.around(packed)[0], batch_first=True)
        around = torch.cat([row[1:length] for row, length in zip(around, lengths, strict=True)])
        own = torch.cat([part[1:] for part in torch.split(own, lengths)])
        return self.out(self.drop(torch.relu(self.hidden(self.drop(torch.cat([around, own], 1))))))

    def _summed(self, table: nn.EmbeddingBag, grams: list[tuple[torch.Tensor, torch.Tensor]]) -> torch.Tensor:
        ids = torch.cat([each for each, _ in grams])
        ends = np.cumsum([len(each) for each, _ in grams])
        starts = torch.cat([start + int(end) - len(each) for (each, start), end in zip(grams, ends, strict=True)])
        counts = torch.diff(starts, append=torch.tensor([len(ids)])).float()
        kept = (torch.rand(len(ids)) > GRAM_DROP).float() / (1 - GRAM_DROP) if self.training else torch.ones(len(ids))
        summed: torch.Tensor = table(ids, starts, per_sample_weights=kept)
        return summed / counts.sqrt()[:, None]


def fit(
    training: Sequence[Seen],
    others: Sequence[Seen],
    weights: torch.Tensor,
    *,
    seed: int,
    epochs: int,
    rate: float = 4e-3,
    softness: float = 0.7,
) -> Student:
    """Learn from labels and soft roles on `training`, from soft roles alone on `others`."""
    torch.manual_seed(seed)
    net = Student()
    tables = [net.words.weight, net.characters.weight]
    rest = [each for name, each in net.named_parameters() if not name.startswith(("words", "characters"))]
    optimizer = torch.optim.AdamW([{"params": tables, "weight_decay": 0.06}, {"params": rest, "weight_decay": 0.02}])
    articles, batch = [*training, *others], 8
    steps = epochs * ((len(articles) + batch - 1) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [rate, rate / 2], total_steps=steps, pct_start=0.1)
    order = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        net.train()
        shuffled = torch.randperm(len(articles), generator=order).tolist()
        for begin in range(0, len(articles), batch):
            chosen = [articles[at] for at in shuffled[begin : begin + batch]]
            told = torch.split(functional.log_softmax(net(chosen), 1), [each.count for each in chosen])
            loss = torch.stack([_loss(*pair, weights, softness) for pair in zip(chosen, told, strict=True)]).sum()
            (loss / sum(each.count for each in chosen)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    return net.eval()


def _loss(article: Seen, told: torch.Tensor, weights: torch.Tensor, softness: float) -> torch.Tensor:
    soft = 0.0 if article.soft is None else -(article.soft * told).sum()
    if article.truth is None:
        return torch.as_tensor(soft)
    hard = -(weights[article.truth] * told[torch.arange(article.count), article.truth]).sum()
    return hard if article.soft is None else (1 - softness) * hard + softness * soft


def probabilities(net: Student, articles: Sequence[Seen]) -> list[np.ndarray]:
    """Per article (sentences, 9)."""
    with torch.inference_mode():
        return [torch.softmax(net([each]), 1).numpy() for each in articles]
