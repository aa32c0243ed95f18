"""Maps: which tiles lie under the pins, and what the browser may fetch for it.

Nothing is fetched from another host unless the settings name one: without them the pins stand on
a plain ground. 天地图 asks for a key of the city's own (https://console.tianditu.gov.cn).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SERVERS: Final = "01234567"  # what {s} of an address stands for
TIANDITU: Final = (
    "https://t{s}.tianditu.gov.cn/%s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=%s"
)
TIANDITU_LAYERS: Final = ("vec", "cva")  # streets, then their names


def tile_layers(urls: str, tianditu_key: str) -> list[str]:
    """Return the addresses of tile layers, the lowest first.

    `urls` holds addresses with {z}, {x} and {y} (and {s}), separated by blanks; where it is empty,
    a key stands for the two layers of 天地图.
    """
    named = urls.split()
    for url in named:
        if not all(part in url for part in ("{z}", "{x}", "{y}")) or not urlsplit(url).hostname:
            raise ImproperlyConfigured(f"MAP_TILES_URL: {url} needs a host, {{z}}, {{x}} and {{y}}")
    if named or not tianditu_key:
        return named
    return [TIANDITU % (layer, layer, tianditu_key) for layer in TIANDITU_LAYERS]


def tile_hosts(layers: Iterable[str]) -> list[str]:
    """Return what img-src of the Content-Security-Policy must allow for these layers."""
    hosts = []
    for layer in layers:
        scheme, host = urlsplit(layer).scheme, urlsplit(layer).netloc
        if "{s}" in host:
            host = "*." + host.partition(".")[2]
        hosts.append(f"{scheme}://{host}")
    return list(dict.fromkeys(hosts))


@dataclass(frozen=True)
class Pin:
    """One place: its light as colour and letter, its name, a sentence, the page it opens."""

    latitude: Decimal
    longitude: Decimal
    colour: str
    letter: str
    name: str
    text: str
    href: str


def drawing(pins: Sequence[Pin]) -> Mapping[str, Any]:
    """Return what `static/js/map.js` draws, as JSON; coordinates go as numbers."""
    return {
        "layers": settings.MAP_LAYERS,
        "attribution": settings.MAP_ATTRIBUTION,
        "servers": SERVERS,
        "pins": [
            {
                **asdict(pin),
                "latitude": float(pin.latitude),
                "longitude": float(pin.longitude),
            }
            for pin in pins
        ],
    }
