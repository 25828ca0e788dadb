"""The pond as a picture: lilies on a waterline, and their roots below. SVG, written by hand, no script in it.

Each strand is a link to its evidence. Colours are those of the palette, so another theme is an exchange of colours;
every part has a class, so that a page may draw it otherwise (forced colours, print). The dashed line under a lily is
as deep as the lily is wide: roots that reach it are what we say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final

from lilyroot.draw.charts import SANS
from lilyroot.draw.palette import LIGHT, Theme, recolour
from lilyroot.draw.pond import OF_WHAT, STRAND_NAMES, key_of, why_not
from lilyroot.draw.pond_layout import AXIS, NARROW, Layout, Place, Size, Tip, Water, laid_out
from lilyroot.draw.words import ends, named, percent, sentence
from lilyroot.release.released import SHOWN, WITHHELD
from lilyroot.score.pond import SAID, Pond, Strand
from lilyroot.tongue import Wording, say

SERIF: Final = "ui-serif, Charter, 'Bitstream Charter', 'Iowan Old Style', Georgia, Cambria, serif"
SHORT: Final = Wording(
    {
        "customer": "customer",
        "revenue": "revenue",
        "cost": "cost",
        "speed": "speed",
        "risk": "risk",
        "people": "people",
        "standing": "standing",
    }
)
_PETALS: Final = ((-64, 0.7), (64, 0.7), (-34, 0.92), (34, 0.92), (0, 1.0))
_MARK: Final = 4.6
_NUMBERED: Final = 27.0  # strands so far apart have room for a number below
_NAMED: Final = 44.0  # and so far apart for a name


def pond_svg(pond: Pond, size: Size, theme: Theme = "page", *, linked: bool = True) -> str:
    """The picture of a pond at a size; ``linked``: lilies and roots lead to their evidence on the same page.

    The same pond always gives the same bytes.
    """
    layout = laid_out(pond, size)
    body = "".join(part for water in layout.waters for part in _water(pond, layout, water))
    if not linked:
        body = _CHOSEN.sub("", _LINK.sub("<g", body).replace("</a>", "</g>"))
    role = "group" if linked else "img"
    drawn = (
        f'<svg class="pond pond-{size.name}" xmlns="http://www.w3.org/2000/svg" role="{role}" '
        f'aria-label="{_said_aloud(pond)}" viewBox="0 0 {_n(size.width)} {_n(layout.height)}" '
        f'width="{_n(size.width)}" height="{_n(layout.height)}" font-family="{SANS}" font-size="12">'
        f"{_definitions(size)}{body}</svg>"
    )
    return recolour(drawn, theme)


def mark_svg(name: str, theme: Theme = "page") -> str:
    """The mark of a strand by itself, for a legend."""
    inside = _mark(name, 8, 8, 5.2)
    return recolour(
        f'<svg class="pond-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        f"{inside}</svg>",
        theme,
    )


_CHOSEN: Final = re.compile(r'<text class="tell".*?</text>')  # appears where a strand can be chosen
_LINK: Final = re.compile(r'<a class="[^"]*" href="[^"]*" data-strand="[^"]*" aria-label="[^"]*"')


def _said_aloud(pond: Pond) -> str:
    if not pond.label:
        return say("Seven lilies on a waterline, each with six roots; nothing is known of them yet.")
    return escape(
        say(
            "The pond of {group}: lilies are what we say, roots what we do. "
            "Each root is a link to its evidence; the table says the same.",
            group=named(pond.label),
        )
    )


def _definitions(size: Size) -> str:
    """Water that gets deeper, and the hatching of what is kept private; ids are the size's own."""
    water, stone = LIGHT["water"], LIGHT["stone"]
    return (
        f'<defs><linearGradient id="depth-{size.name}" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{water}" stop-opacity="0.13"/>'
        f'<stop offset="1" stop-color="{water}" stop-opacity="0.025"/></linearGradient>'
        f'<pattern id="private-{size.name}" width="4" height="4" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V4" stroke="{stone}" stroke-width="2"/></pattern></defs>'
    )


# --- water -------------------------------------------------------------------------------------------------------


def _water(pond: Pond, layout: Layout, water: Water) -> Iterator[str]:
    size = layout.size
    deep = water.bottom - water.line - (18 if size.beside > 1 else 30)
    yield (
        f'<rect class="water" x="0" y="{_n(water.line)}" width="{_n(size.width)}" height="{_n(deep)}" '
        f'fill="url(#depth-{size.name})"/>'
    )
    yield from _depths(layout, water)
    for place in water.places:
        yield _reflection(water, place)
    yield (
        f'<path class="waterline" d="M0 {_n(water.line)}H{_n(size.width)}" stroke="{LIGHT["water"]}" '
        f'stroke-width="2" fill="none"/>'
    )
    if water.top == 0:
        yield from _sides(water)
    for place in water.places:
        yield f'<g class="roots" data-value="{place.lily.value}">'
        yield from (_root(pond, layout, water, place, tip) for tip in place.tips)
        yield "</g>"
    for place in water.places:
        yield _lily(pond, layout, water, place)


def _depths(layout: Layout, water: Water) -> Iterator[str]:
    """Fine lines at each tenth, with its words at the left."""
    for share in water.depths:
        y = _n(water.line + share * layout.scale)
        yield (
            f'<path class="depth" d="M{_n(AXIS - 6)} {y}H{_n(layout.size.width)}" stroke="{LIGHT["line"]}" '
            f'stroke-width="1"/>'
            f'<text class="tick" x="{_n(AXIS - 10)}" y="{y}" dy="0.35em" text-anchor="end" font-size="11" '
            f'fill="{LIGHT["stone"]}">{percent(share)}</text>'
        )


def _sides(water: Water) -> Iterator[str]:
    """What is above the line, and what is below it."""
    for y, words in ((water.line - 9, say("what we say")), (water.line + 17, say("what we do"))):
        yield (
            f'<text class="side" x="0" y="{_n(y)}" font-size="11" font-style="italic" font-family="{SERIF}" '
            f'fill="{LIGHT["water"]}">{words}</text>'
        )


def _reflection(water: Water, place: Place) -> str:
    """The lily mirrored: as deep as it is wide. Roots that fill it are what is said of them."""
    if place.half <= 0:
        return ""
    x, wide, line = place.middle - place.half, 2 * place.half, water.line
    round_by = min(0.42 * wide, 46.0)
    bowl = (
        f"M{_n(x)} {_n(line)}V{_n(line + wide - round_by)}q0 {_n(round_by)} {_n(round_by)} {_n(round_by)}"
        f"H{_n(x + wide - round_by)}q{_n(round_by)} 0 {_n(round_by)} {_n(-round_by)}V{_n(line)}Z"
    )
    reach = max(place.half - round_by, 2.5 * place.pitch + 7)
    return (
        f'<path class="reflection" d="{bowl}" fill="{LIGHT["water"]}" fill-opacity="0.1"/>'
        f'<path class="as-said" d="M{_n(place.middle - reach)} {_n(line + wide)}h{_n(2 * reach)}" '
        f'stroke="{LIGHT["water"]}" stroke-width="1.5" stroke-dasharray="5 4" fill="none"/>'
    )


# --- lilies ------------------------------------------------------------------------------------------------------


def _lily(pond: Pond, layout: Layout, water: Water, place: Place) -> str:
    """Pad, flower, name and share: one link to what stands behind it."""
    said, line = place.lily.said, water.line
    hue = LIGHT["lily"]
    top = line - place.flower
    big = 21 if layout.size is not NARROW else 19
    share = percent(said.share.value) if said.share is not None else "–"
    name = sentence(SHORT[place.lily.value])
    words = (
        f'<text class="value" x="{_n(place.middle)}" y="{_n(top - 30)}" text-anchor="middle" font-size="14" '
        f'fill="{LIGHT["ink"]}">{escape(name)}</text>'
        f'<text class="share" x="{_n(place.middle)}" y="{_n(top - 9)}" text-anchor="middle" font-size="{big}" '
        f'font-weight="600" font-family="{SERIF}" fill="{LIGHT["ink"]}">{share}</text>'
    )
    hit = (
        f'<rect class="hit" x="{_n(place.middle - 40)}" y="{_n(top - 46)}" width="80" '
        f'height="{_n(place.flower + 46)}" fill="none" pointer-events="all"/>'
    )
    shape = (
        _pad(place, line, hue) + _petals(place, line, hue) if said.share is not None else _no_pad(place, said, line)
    )
    return (
        f'<a class="lily" href="#{key_of(said)}" data-strand="{key_of(said)}" '
        f'aria-label="{escape(_aloud(pond, said))}">{hit}{shape}{words}</a>'
    )


def _pad(place: Place, line: float, hue: str) -> str:
    """A leaf on the water, seen from a little above, with its notch; the pale rim is the interval."""
    high = max(2.2, min(0.075 * place.half * 2, 11.0))
    rim = (
        f'<ellipse class="rim" cx="{_n(place.middle)}" cy="{_n(line)}" rx="{_n(place.half_high)}" '
        f'ry="{_n(high * 1.25)}" fill="{hue}" fill-opacity="0.25"/>'
    )
    pad = (
        f'<ellipse class="pad" cx="{_n(place.middle)}" cy="{_n(line)}" rx="{_n(place.half)}" ry="{_n(high)}" '
        f'fill="{hue}"/>'
    )
    vein = (
        f'<path class="vein" d="M{_n(place.middle - 0.82 * place.half)} {_n(line + 0.1 * high)}'
        f'q{_n(0.82 * place.half)} {_n(1.05 * high)} {_n(1.64 * place.half)} 0" stroke="{LIGHT["paper"]}" '
        f'stroke-opacity="0.5" stroke-width="1" fill="none"/>'
    )
    return rim + pad + (vein if place.half > 18 else "")


def _petals(place: Place, line: float, hue: str) -> str:
    """The flower: five petals, the outer ones behind."""
    tall = place.flower - 4
    foot = line - max(1.5, min(0.03 * place.half * 2, 5.0))
    broad = tall * 0.24
    petals = []
    for turn, reach in _PETALS:
        high = tall * reach
        x, y = _n(place.middle), _n(foot)
        petals.append(
            f'<path class="petal" transform="rotate({turn} {x} {y})" '
            f'd="M{x} {y}c{_n(-broad)} {_n(-0.35 * high)} {_n(-broad * 0.8)} {_n(-0.75 * high)} '
            f'0 {_n(-high)}c{_n(broad * 0.8)} {_n(0.25 * high)} {_n(broad)} {_n(0.65 * high)} 0 {_n(high)}z" '
            f'fill="{LIGHT["paper"]}" stroke="{hue}" stroke-width="{1.4 if tall > 24 else 1}" '
            f'stroke-linejoin="round"/>'
        )
    return "".join(petals)


def _no_pad(place: Place, said: Strand, line: float) -> str:
    """A lily of which nobody knows how wide it is: dotted, or hatched where it is kept private."""
    dash = "2 3" if said.status != WITHHELD else "6 2"
    return (
        f'<ellipse class="pad unknown" cx="{_n(place.middle)}" cy="{_n(line)}" rx="16" ry="4" '
        f'fill="{LIGHT["paper"]}" stroke="{LIGHT["stone"]}" stroke-width="1.4" stroke-dasharray="{dash}"/>'
    )


# --- roots -------------------------------------------------------------------------------------------------------


def _root(pond: Pond, layout: Layout, water: Water, place: Place, tip: Tip) -> str:
    strand = tip.strand
    inside = _strand(water, place, tip) if strand.status == SHOWN else _stub(layout.size, water, tip)
    state = {"less": " less", "more": " more"}.get(strand.against, "")
    unknown = "" if strand.status == SHOWN else f" {strand.status}"
    return (
        f'<a class="root{state}{unknown}" href="#{key_of(strand)}" data-strand="{key_of(strand)}" '
        f'aria-label="{escape(_aloud(pond, strand))}">{inside}{_label(layout, place, tip)}</a>'
    )


def _strand(water: Water, place: Place, tip: Tip) -> str:
    """A root that tapers to its end, the interval as a swelling of its tip, and the mark of its kind."""
    path = _course(water, place, tip)
    soft = _swelling(place, tip)
    hit = (
        f'<path class="hit" d="M{_n(tip.begin)} {_n(water.line)}L{_n(tip.x)} {_n(tip.y)}" stroke="none" '
        f'stroke-width="{_n(min(place.pitch, 24))}" stroke-linecap="round" fill="none" pointer-events="stroke"/>'
    )
    size = min(_MARK, 0.40 * place.pitch)
    return (
        f'{hit}<path class="strand" d="{path}" fill="{LIGHT["root"]}"/>'
        f'<path class="interval" d="{soft}" fill="{LIGHT["root"]}" fill-opacity="0.26"/>'
        f"{_mark(tip.strand.name, tip.x, tip.y, size)}"
    )


def _course(water: Water, place: Place, tip: Tip) -> str:
    """The outline of a root: leaves the pad downwards, parts from the others, hangs straight at its end."""
    thick, thin = (2.0, 0.75) if place.pitch < _NUMBERED else (2.6, 0.9)
    top, down = water.line, tip.y - water.line
    lean = 0.16 * (tip.x - tip.begin)
    return (
        f"M{_n(tip.begin - thick)} {_n(top)}"
        f"C{_n(tip.begin - thick - lean)} {_n(top + 0.42 * down)} {_n(tip.x - thin + lean)} {_n(top + 0.45 * down)} "
        f"{_n(tip.x - thin)} {_n(tip.y)}"
        f"H{_n(tip.x + thin)}"
        f"C{_n(tip.x + thin + lean)} {_n(top + 0.45 * down)} {_n(tip.begin + thick - lean)} {_n(top + 0.42 * down)} "
        f"{_n(tip.begin + thick)} {_n(top)}Z"
    )


def _swelling(place: Place, tip: Tip) -> str:
    """A lens from one end of the interval to the other; the surer, the slimmer."""
    high = max(tip.high - tip.low, 1.0)
    wide = min(max(0.3 * high, 2.4), 0.46 * place.pitch)
    return (
        f"M{_n(tip.x)} {_n(tip.low)}c{_n(wide)} {_n(0.28 * high)} {_n(wide)} {_n(0.72 * high)} 0 {_n(high)}"
        f"c{_n(-wide)} {_n(-0.28 * high)} {_n(-wide)} {_n(-0.72 * high)} 0 {_n(-high)}z"
    )


def _stub(size: Size, water: Water, tip: Tip) -> str:
    """What is not known: dotted, hatched where it is kept private. Its length says nothing."""
    line, private = water.line, tip.strand.status == WITHHELD
    hit = f'<circle class="hit" cx="{_n(tip.x)}" cy="{_n(tip.y)}" r="7" fill="none" pointer-events="all"/>'
    dots = (
        f'<path class="unknown" d="M{_n(tip.begin)} {_n(line + 2)}L{_n(tip.x)} {_n(tip.y - 4)}" '
        f'stroke="{LIGHT["stone"]}" stroke-width="1.6" stroke-dasharray="0.1 3.4" stroke-linecap="round" '
        'fill="none"/>'
    )
    fill = f"url(#private-{size.name})" if private else LIGHT["paper"]
    dashes = "" if private else ' stroke-dasharray="1.6 1.8"'
    end = (
        f'<circle class="unknown" cx="{_n(tip.x)}" cy="{_n(tip.y)}" r="3.4" fill="{fill}" '
        f'stroke="{LIGHT["stone"]}" stroke-width="1.2"{dashes}/>'
    )
    return hit + dots + end


def _mark(name: str, x: float, y: float, r: float) -> str:
    """Each kind of root has a mark of its own, so that nobody needs to count strands."""
    style = f'fill="{LIGHT["root"]}" stroke="{LIGHT["paper"]}" stroke-width="1.2" stroke-linejoin="round"'
    if name == "paid":
        return f'<circle class="mark" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {style}/>'
    if name == "felt":
        return (
            f'<circle class="mark" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r * 0.8)}" fill="{LIGHT["paper"]}" '
            f'stroke="{LIGHT["stone"]}" stroke-width="1.2" stroke-dasharray="1.6 1.8"/>'
        )
    return f'<path class="mark" d="{_SHAPES[name](x, y, r)}" {style}/>'


def _square(x: float, y: float, r: float) -> str:
    side = 0.9 * r
    return f"M{_n(x - side)} {_n(y - side)}h{_n(2 * side)}v{_n(2 * side)}h{_n(-2 * side)}z"


def _diamond(x: float, y: float, r: float) -> str:
    reach = 1.22 * r
    return f"M{_n(x)} {_n(y - reach)}l{_n(reach)} {_n(reach)}l{_n(-reach)} {_n(reach)}l{_n(-reach)} {_n(-reach)}z"


def _star(x: float, y: float, r: float) -> str:
    points = ((0, -1.3), (0.32, -0.42), (1.24, -0.4), (0.5, 0.16), (0.76, 1.06), (0, 0.54))
    right = [(x + r * dx, y + r * dy) for dx, dy in points]
    left = [(x - r * dx, y + r * dy) for dx, dy in reversed(points[1:-1])]
    return "M" + "L".join(f"{_n(px)} {_n(py)}" for px, py in (*right, *left)) + "z"


def _speech(x: float, y: float, r: float) -> str:
    w, h = 1.15 * r, 0.85 * r
    return (
        f"M{_n(x - w)} {_n(y - h)}h{_n(2 * w)}v{_n(1.6 * h)}h{_n(-1.0 * w)}l{_n(-0.55 * w)} {_n(0.75 * h)}"
        f"v{_n(-0.75 * h)}h{_n(-0.45 * w)}z"
    )


_SHAPES: Final = {"measured": _square, "decided": _diamond, "praised": _star, "discussed": _speech}


def _label(layout: Layout, place: Place, tip: Tip) -> str:
    """Its number where there is room for it, its name too where there is more; else both appear when it is chosen."""
    strand, share = tip.strand, tip.strand.share
    told = percent(share.value) if share is not None else ""
    name = STRAND_NAMES[strand.name]
    below = max(tip.high, tip.y) + 14
    halo = f'paint-order="stroke" stroke="{LIGHT["paper"]}" stroke-width="3" stroke-linejoin="round"'
    style = f'text-anchor="middle" fill="{LIGHT["ink"]}" font-size="{10.5 if layout.size is NARROW else 11}" {halo}'
    if place.pitch >= _NAMED:
        words = [*([told] if told else []), *name.split()]
        bold = ' font-weight="600"' if told else ""
        return "".join(
            f'<text class="told" x="{_n(tip.x)}" y="{_n(below + 12 * number)}" {style}'
            f"{bold if number == 0 else ''}>{escape(word)}</text>"
            for number, word in enumerate(words)
        )
    always = f'<text class="number" x="{_n(tip.x)}" y="{_n(below)}" {style}>{told.removesuffix(" %")}</text>'
    shown = always if place.pitch >= _NUMBERED and told else ""
    edge = 62.0
    x = min(max(tip.x, AXIS + edge), layout.size.width - edge)
    return shown + (
        f'<text class="tell" x="{_n(x)}" y="{_n(below)}" {style} font-weight="600">'
        f"{escape(f'{name} {told}'.strip())}</text>"
    )


# --- what is heard -----------------------------------------------------------------------------------------------


def _aloud(pond: Pond, strand: Strand) -> str:
    """A strand for those who hear the picture."""
    name = sentence(SHORT[strand.value])
    if strand.share is None:
        return say(
            "{value}, {strand}: not shown. {why}",
            value=name,
            strand=STRAND_NAMES[strand.name],
            why=why_not(pond, strand),
        )
    share = strand.share
    told = f"{name}: {percent(share.value)} {OF_WHAT[strand.name]}, {ends(percent(share.low), percent(share.high))}"
    if strand.name == SAID or not strand.against:
        return told
    return f"{told}; {_HEARD[strand.against]}"


_HEARD: Final = Wording(
    {
        "less": "less than said",
        "more": "more than said",
        "cannot tell": "cannot be told from what is said",
    }
)


def _n(number: float) -> str:
    """A number with one digit at most, so that the picture stays small."""
    return f"{number:.1f}".removesuffix(".0")
