"""Words that distinguish times from places, and one kind of place from another.

States and provinces stand here because a dateline or address names its country by them; cities do not.
"""

from __future__ import annotations

from collections.abc import Mapping

from extractor.text.calendar import MONTH_NUMBERS, WEEKDAY_NUMBERS
from extractor.text.fold import word_set

WATER = word_set("gulf sea ocean strait straits bay channel river lake mediterranean atlantic pacific waters")
"""Head words of bodies of water."""

FACILITIES = word_set(
    """
    airport airbase apartment arena avenue bank bar barracks base beach boulevard bridge building bunker bus
    cafe camp campus canal cathedral cell center centre checkpoint chapel church cinema clinic club college
    complex compound consulate corridor court courthouse courtroom courts crossing dam depot dock embassy
    facilities facility factory farm field flat flats garage gate hall headquarters highway hill hills home
    homes hospital hospitals hostel hotel house houses jail jails kindergarten laboratory library mall
    mansion market mine monastery mosque motel motorway museum nightclub office offices orphanage palace
    park parking penitentiary pipeline plant plaza peak port prison prisons pub refinery residence resort
    restaurant ridge road roads rooftop room rooms school schools shelter shelters ship shop shrine site
    square stadium station store street streets studio subway supermarket synagogue temple terminal theater
    theatre tower train tunnel university vessel villa warehouse wharf yard zoo
    """
)
"""Head words of buildings, roads and sites."""

AREAS = word_set(
    """
    airspace area areas block border borders borough capital city cities coast community corner countryside
    county desert district districts downtown enclave forest frontier governorate ground hamlet hillside
    island islands isle jungle land mainland mountain mountains municipality neighborhood neighborhoods
    neighbourhood neighbourhoods outskirts peninsula place prefecture province provinces region regions
    scene settlement shores soil state states strip suburb suburbs territory territories town towns township
    valley village villages woods zone
    """
)
"""Head words of areas, without those of buildings and of water."""

SUFFIXES = word_set(
    """
    area borough city county district governorate island metropolitan municipality neighborhood
    neighbourhood outskirts prefecture province region state suburbs territory town township village
    """
)
"""Words that make another place of the name before them, one that holds it or lies in it."""

TIMES = frozenset({*MONTH_NUMBERS, *WEEKDAY_NUMBERS}) | word_set(
    "spring summer autumn winter noon midnight morning afternoon evening night weekend week month year years"
)
"""Words of time, which answer when and not where."""

REGIONS = frozenset(
    name.replace("-", " ")
    for name in word_set(
        """
        africa americas antarctica asia balkans caribbean caucasus central-america central-asia east-africa
        east-asia eastern-europe europe horn-of-africa latin-america middle-east north-africa north-america
        northern-europe oceania sahel scandinavia south-america south-asia southeast-asia southern-europe
        sub-saharan-africa west-africa western-europe
        """
    )
)
"""Parts of the world that hold many countries."""

_US_STATES = """
alabama ala al|alaska ak|arizona ariz az|arkansas ark ar|california calif cal ca|colorado colo co
connecticut conn ct|delaware del de|florida fla fl|hawaii hi|idaho id|illinois ill il|indiana ind in
iowa ia|kansas kan ks|kentucky ky|louisiana la|maine me|maryland md|massachusetts mass ma|michigan mich mi
minnesota minn mn|mississippi miss ms|missouri mo|montana mont mt|nebraska neb ne|nevada nev nv
new-hampshire nh|new-jersey nj|new-mexico nm|new-york ny|north-carolina nc|north-dakota nd|ohio oh
oklahoma okla ok|oregon ore or|pennsylvania pa|rhode-island ri|south-carolina sc|south-dakota sd
tennessee tenn tn|texas tex tx|utah ut|vermont vt|virginia va|washington-state wash wa|west-virginia wva wv
wisconsin wis wi|wyoming wyo wy|district-of-columbia dc|georgia ga
"""
_OTHER_STATES = {
    "CA": "alberta british-columbia manitoba new-brunswick nova-scotia ontario quebec saskatchewan "
    "newfoundland yukon nunavut",
    "GB": "england scotland wales northern-ireland",
    "AU": "new-south-wales queensland south-australia tasmania western-australia",
    "PS": "gaza gaza-strip west-bank",
}


def _states() -> tuple[Mapping[str, str], Mapping[str, str]]:
    countries: dict[str, str] = {}
    short: dict[str, str] = {}
    for row in _US_STATES.replace("\n", "|").strip("|").split("|"):
        name, *forms = row.split()
        name = name.replace("-", " ")
        countries[name] = "US"
        short.update(dict.fromkeys(forms, name))
    for country, names in _OTHER_STATES.items():
        countries.update({name.replace("-", " "): country for name in names.split()})
    return countries, short


STATES, SHORT_STATES = _states()
"""Country by name of state, and name of state by abbreviation, both folded.

`georgia` is also a country: a caller must not take it for a state without another sign of it.
"""

SHORT_CITIES: Mapping[str, str] = {
    "la": "los angeles",
    "nyc": "new york city",
    "washington": "washington, US",
    "dc": "washington, district of columbia, US",
    "washington dc": "washington, district of columbia, US",
    "mexico city": "mexico city, MX",
    "guatemala city": "guatemala city, GT",
    "kuwait city": "kuwait city, KW",
    "vatican city": "VA",
}
"""Keys of short forms of cities, and of cities that are named after their country."""

DIRECTIONS = word_set(
    """
    north south east west northern southern eastern western central northeast northwest southeast southwest
    northeastern northwestern southeastern southwestern downtown suburban rural mainland inner greater upper
    lower mid
    """
)
"""Words before a name that speak of a part of the place named."""

SPELLINGS: Mapping[str, str] = {"mt": "mount", "st": "saint", "ft": "fort", "centre": "center"}
"""Words with a second spelling in names."""
