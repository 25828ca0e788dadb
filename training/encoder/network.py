"""The encoder as a torch module: a small BERT that begins as all-MiniLM-L6-v2 and learns ten heads. Training only."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

# Of the files as upstream published them (Apache-2.0); several packages of the index carry these very bytes.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
WIDTH, WIDE, LAYERS, ATTENTION_HEADS, VOCABULARY, PLACES, HEADS = 384, 1536, 6, 12, 30_522, 512, 10
DROPPED = 0.1
EPSILON = 1e-12

# How the pretrained file names its weights, and how we do.
_NAMES = (
    ("embeddings.word_embeddings", "words"),
    ("embeddings.position_embeddings", "places"),
    ("embeddings.token_type_embeddings", "kinds"),
    ("embeddings.LayerNorm", "normal"),
    ("encoder.layer.", "layers."),
    ("attention.self.", ""),
    ("attention.output.dense", "mixed"),
    ("attention.output.LayerNorm", "normal_1"),
    ("intermediate.dense", "wide"),
    ("output.dense", "narrow"),
    ("output.LayerNorm", "normal_2"),
)


class Layer(nn.Module):
    """Attention and a feed-forward step, each added to what came in and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mixed = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.normal_1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.wide, self.narrow = nn.Linear(WIDTH, WIDE), nn.Linear(WIDE, WIDTH)
        self.normal_2 = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(rows, length, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS).transpose(1, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        seen = (query @ key.transpose(-1, -2)) * (WIDTH // ATTENTION_HEADS) ** -0.5 + mask
        seen = self._drop(seen.softmax(-1))
        seen = (seen @ value).transpose(1, 2).reshape(rows, length, WIDTH)
        x = self.normal_1(x + self._drop(self.mixed(seen)))
        return self.normal_2(x + self._drop(self.narrow(functional.gelu(self.wide(x)))))

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, DROPPED, self.training)


class Encoder(nn.Module):
    """Word pieces to ten logits. ``spoken`` is 1 for the pieces of the text and its end, ``there`` 0 for padding."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.normal = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.heads = nn.Linear(2 * WIDTH, HEADS)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)

    def forward(self, ids: Tensor, spoken: Tensor, there: Tensor) -> Tensor:
        x = self.words(ids) + self.places.weight[: ids.shape[1]] + self.kinds(spoken)
        x = functional.dropout(self.normal(x), DROPPED, self.training)
        mask = (1 - there[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, mask.to(x.dtype))
        text = spoken[:, :, None].to(x.dtype)
        mean = (x * text).sum(1) / text.sum(1).clamp(min=1)
        pooled = functional.dropout(torch.cat([x[:, 0], mean], -1), DROPPED, self.training)
        scores: Tensor = self.heads(pooled).float()
        return scores


def pretrained(folder: Path) -> Encoder:
    """An encoder that begins with the pretrained weights in ``folder``; only its heads are new."""
    network = Encoder()
    weights = {}
    for name, value in load_file(checked(folder / "model.safetensors", WEIGHTS_SHA256)).items():
        for theirs, ours in _NAMES:
            name = name.replace(theirs, ours)
        weights[name] = value.float()
    unknown = network.load_state_dict(weights, strict=False)
    if set(unknown.missing_keys) != {"heads.weight", "heads.bias"}:
        raise SystemExit(f"The pretrained file lacks {unknown.missing_keys}.")
    return network


def checked(path: Path, sha256: str) -> Path:
    """The path, if the file is the one we know."""
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"{path.name} is not the file this script knows (sha256 {sha256[:12]}...).")
    return path
