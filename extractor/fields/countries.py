"""Countries by their names, short forms and demonyms, as ISO 3166 codes."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from extractor.text.fold import fold

_LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "nl")
"""Earlier languages win where one word names two countries."""

# Also names of people or of a part of another country: no code can be told without guessing.
_AMBIGUOUS = frozenset({"georgia"})

_FIRST_NAMES = frozenset(
    {"chad", "jordan", "georgia", "israel", "india", "kenya", "cuba", "jersey", "ireland"}
)

_SHORT_FORMS = """
US: us, usa, u.s, u.s., u.s.a., america, united states of america, the states, ee.uu., ee. uu., eeuu, eua
GB: uk, u.k., britain, great britain, england, scotland, wales, northern ireland
AE: uae, u.a.e., emirates        RU: russian federation         KP: dprk
KR: republic of korea            CN: prc                        CZ: czech republic
CI: ivory coast                  TR: turkey                     PS: palestine
MM: burma                        CD: dr congo, drc, democratic republic of congo
CD: democratic republic of the congo                            CG: republic of congo
NL: holland                      VA: vatican, holy see          MK: macedonia
SZ: swaziland                    TL: east timor                 BA: bosnia
HK: hong kong                    MO: macau, macao               BA: bosnia and herzegovina
TT: trinidad and tobago          AG: antigua and barbuda        ST: sao tome and principe
KN: saint kitts and nevis        LC: saint lucia                CV: cabo verde
VC: saint vincent and the grenadines                            XK: kosovo
"""

_DEMONYMS = """
AF: afghan  AL: albanian  DZ: algerian  AO: angolan  AR: argentine argentinian  AM: armenian  AU: australian
AT: austrian  AZ: azerbaijani azeri  BH: bahraini  BD: bangladeshi  BY: belarusian belarussian  BE: belgian
BO: bolivian  BA: bosnian  BR: brazilian  GB: british english scottish welsh  BG: bulgarian  BI: burundian
KH: cambodian  CM: cameroonian  CA: canadian  TD: chadian  CL: chilean  CN: chinese  CO: colombian
CD: congolese  CR: costa-rican  HR: croatian  CU: cuban  CY: cypriot  CZ: czech  DK: danish  EC: ecuadorian
EG: egyptian  SV: salvadoran  ER: eritrean  EE: estonian  ET: ethiopian  FI: finnish  FR: french
GA: gabonese  DE: german  GH: ghanaian  GR: greek  GT: guatemalan  GN: guinean  HT: haitian  HN: honduran
HU: hungarian  IS: icelandic  IN: indian  ID: indonesian  IR: iranian  IQ: iraqi  IE: irish  IL: israeli
IT: italian  JM: jamaican  JP: japanese  JO: jordanian  KZ: kazakh  KE: kenyan  XK: kosovar  KW: kuwaiti
KG: kyrgyz  LA: laotian  LV: latvian  LB: lebanese  LR: liberian  LY: libyan  LT: lithuanian
MG: malagasy  MW: malawian  MY: malaysian  ML: malian  MT: maltese  MR: mauritanian  MX: mexican
MD: moldovan  MN: mongolian  ME: montenegrin  MA: moroccan  MZ: mozambican  MM: burmese  NA: namibian
NP: nepalese nepali  NL: dutch  NI: nicaraguan  NE: nigerien  NG: nigerian  KP: north-korean
NO: norwegian  OM: omani  PK: pakistani  PS: palestinian  PA: panamanian  PY: paraguayan  PE: peruvian
PH: philippine filipino  PL: polish  PT: portuguese  QA: qatari  RO: romanian  RU: russian  RW: rwandan
SA: saudi saudi-arabian  SN: senegalese  RS: serbian  SG: singaporean  SK: slovak  SI: slovenian
SO: somali somalian  ZA: south-african  KR: south-korean  SS: south-sudanese  ES: spanish  LK: sri-lankan
SD: sudanese  SE: swedish  CH: swiss  SY: syrian  TW: taiwanese  TJ: tajik  TZ: tanzanian  TH: thai
TN: tunisian  TR: turkish  TM: turkmen  UG: ugandan  UA: ukrainian  AE: emirati  US: american
UY: uruguayan  UZ: uzbek  VE: venezuelan  VN: vietnamese  YE: yemeni  ZM: zambian  ZW: zimbabwean
"""

_SEATS = """
US: white house, washington, oval office   RU: kremlin, moscow       CN: beijing, zhongnanhai
GB: downing street, whitehall, london      FR: elysee, paris         DE: berlin
IR: tehran      UA: kyiv, kiev             KP: pyongyang             KR: seoul, blue house
JP: tokyo       IN: new delhi              TR: ankara                SA: riyadh
SY: damascus    PK: islamabad              VE: caracas               CA: ottawa
"""

# "the Trump administration": the word is so used of presidents of the United States before all.
_ADMINISTRATIONS = dict.fromkeys(("trump", "biden", "obama", "bush", "clinton", "reagan", "carter"), "US")


def country_code(name: str) -> str | None:
    """The code of the country that `name` is a name of (`"U.S."` gives `US`), in seven languages, or `None`.

    Names from Unicode CLDR through Babel, with short forms that news uses.
    """
    return _names(_LANGUAGES).get(_plain(name))


def english_code(name: str) -> str | None:
    """As `country_code`, by English names only: `Maurice` is a first name before it is a country."""
    return _names(("en",)).get(_plain(name))


def is_first_name(word: str) -> bool:
    """Whether a country's name is a person's first name as well: `Jordan`, `Chad`."""
    return _plain(word) in _FIRST_NAMES


def is_country_name(name: str) -> bool:
    """Whether `name` names a country, also where which one is not certain, as with `Georgia`."""
    plain = _plain(name)
    return plain in _AMBIGUOUS or plain in _names(_LANGUAGES)


def demonym_code(word: str) -> str | None:
    """The code of the country a demonym belongs to (`"Mexican"` or `"Mexicans"` gives `MX`), or `None`."""
    if not word.isascii():  # Germán is a first name
        return None
    plain = _plain(word)
    for ending in ("man", "woman", "men"):
        if plain.endswith(ending) and (code := _demonyms().get(plain.removesuffix(ending))) is not None:
            return code
    return _demonyms().get(plain) or _demonyms().get(plain.removesuffix("s"))


def seat_code(name: str) -> str | None:
    """The code of the country whose government is called by its seat (`"Kremlin"` gives `RU`), or `None`."""
    return _seats().get(_plain(name))


def administration_code(surname: str) -> str | None:
    """The code of the country of `the <surname> administration`, or `None` where it cannot be told."""
    return _ADMINISTRATIONS.get(_plain(surname))


@lru_cache(maxsize=300)  # a page shows some of them often, and to ask the library takes long
def english_name(code: str) -> str:
    """The English name of a country, `United States` for `US`."""
    return str(Locale("en").territories.get(code, code))


def _plain(name: str) -> str:
    return fold(name).replace(".", "").replace("-", " ").removeprefix("the ").strip()


@lru_cache(maxsize=2)
def _names(languages: tuple[str, ...]) -> dict[str, str]:
    names = {_plain(name): code for name, code in _table(_SHORT_FORMS)}
    for language in languages:
        for code, name in sorted(Locale(language).territories.items()):
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ"}:
                names.setdefault(_plain(str(name)), code)
    return {name: code for name, code in names.items() if name not in _AMBIGUOUS}


@lru_cache(maxsize=1)
def _demonyms() -> dict[str, str]:
    table: dict[str, str] = {}
    code = ""
    for word in _DEMONYMS.split():
        if word.endswith(":"):
            code = word[:-1]
        else:
            table[word.replace("-", " ")] = code
    # The adjective of the country's own short form: "US officials".
    table.update(dict.fromkeys(("us", "usa", "u s"), "US"))
    table.update({"uk": "GB", "uae": "AE"})
    return table


@lru_cache(maxsize=1)
def _seats() -> dict[str, str]:
    return {_plain(name): code for name, code in _table(_SEATS)}


def _table(text: str) -> list[tuple[str, str]]:
    """The (name, code) pairs of a table of `CODE: name, name` entries parted by wide space."""
    pairs = []
    for entry in (part.strip() for line in text.splitlines() for part in line.split("  ")):
        if entry:
            code, _, names = entry.partition(":")
            pairs += [(name.strip(), code) for name in names.split(",")]
    return pairs
