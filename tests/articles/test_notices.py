"""Lines that are no news, and news that looks like them."""

from __future__ import annotations

import time

import pytest

from extractor.articles.notices import BYLINE, COPYRIGHT, SITE_NOTICE, is_notice, why_no_news

NO_NEWS = [
    ("970x125", "ad size"),
    ("300 x 250", "ad size"),
    ("_____", "rule"),
    ("* * *", "rule"),
    ("—", "rule"),
    ("#Mexico #Sinaloa, #cartel", "hashtags"),
    ("https://example.org/a?b=c", "link"),
    ("pic.twitter.com/AbC123", "link"),
    ("— Embajador Ronald Johnson (@USAmbMex) August 12, 2025", "post signature"),
    ("— The White House (@WhiteHouse) 12 August 2025", "post signature"),
    ("Los Angeles County (Copyright 2023 The Associated Press. All rights reserved.)", "photo credit"),
    ("Marco Rubio speaks in Mexico City on Tuesday. (AP Photo/Marco Ugarte)", "photo credit"),
    ("Soldiers in Culiacán [File: Jesus Bustamante/Reuters]", "photo credit"),
    ("Image source, Getty Images", "photo credit"),
    ("Image caption, The men were flown out", "photo credit"),
    ("Photo: Eduardo Verdugo", "photo credit"),
    ("Photograph: Pedro Pardo/AFP/Getty Images", "photo credit"),
    ("Getty Images", "photo credit"),
    ("AFP via Getty Images", "photo credit"),
    ("Fernando Llano/AP", "photo credit"),
    ("© 2025 Example Media. All rights reserved.", "copyright"),
    ("Copyright 2025 The Associated Press.", "copyright"),
    ("By BBC News", "byline"),
    ("By Alanna Durkin Richer and Mara Verza", "byline"),
    ("BY MARIA LOPEZ, THE ASSOCIATED PRESS", "byline"),
    ("Reporting by Lizbeth Diaz; Editing by Stephen Eisenhammer", "byline"),
    ("Additional reporting by Vanessa Buschschlüter", "byline"),
    ("Associated Press writer Fabiola Sánchez contributed to this report.", "byline"),
    ("The Associated Press contributed to this report.", "byline"),
    ("With inputs from ANI", "byline"),
    ("Stay up to date with notifications from The\xa0Independent", "site notice"),
    ("Sign up for our free newsletter", "site notice"),
    ("Sign up here to get the day's top stories in your inbox.", "site notice"),
    ("Subscribe to our channel", "site notice"),
    ("Get the latest news delivered to your inbox", "site notice"),
    ("Follow us on Facebook and X", "site notice"),
    ("Follow BBC News on WhatsApp", "site notice"),
    ("Share on Facebook", "site notice"),
    ("Share this article", "site notice"),
    ("ADVERTISEMENT", "site notice"),
    ("Advertisement - scroll to continue", "site notice"),
    ("Story continues below this advertisement", "site notice"),
    ("READ MORE: Mexico sends 29 cartel figures to the U.S.", "site notice"),
    ("Read more »", "site notice"),
    ("Also read: What we know about the Sinaloa Cartel", "site notice"),
    ("Related Articles", "site notice"),
    ("We use cookies to give you the best experience.", "site notice"),
    ("By clicking Sign Up, you agree to our Terms of Use.", "site notice"),
    ("Click here to read the full story", "site notice"),
    ("Download our app for breaking news", "site notice"),
    ("23 comments", "site notice"),
    ("4 min read", "site notice"),
    ("Tags: Mexico, drugs, Trump", "site notice"),
    ("Terms of Use | Privacy Policy", "site notice"),
    ("Skip to main content", "site notice"),
    ("This article was originally published on The Conversation.", "site notice"),
]


@pytest.mark.parametrize(("line", "reason"), NO_NEWS)
def test_a_line_that_is_no_news_is_marked_with_its_reason(line: str, reason: str) -> None:
    assert why_no_news(line) == reason


NEWS = [
    "By Tuesday the men had been flown out.",
    "By Tuesday",
    "By Christmas Day",
    "By law the men may not be executed.",
    "Mexico sends 26 to the U.S.",
    "Mexico",
    "26 people were sent.",
    "Residents can sign up for alerts on the city's site.",
    "Sign up for Medicare ends on Friday.",
    "Subscribers of the newspaper were told on Tuesday.",
    "He said the newsletter had 500 readers.",
    "Share prices fell by 5 percent.",
    "Shares of Grupo México fell.",
    "Follow-up talks will be held in Washington.",
    "Facebook and X removed the posts.",
    "Read the law, the judge told him.",
    "Watch dogs found the drugs.",
    "Related charges were dropped.",
    "The app was downloaded a million times.",
    "Photographs of the men were published on Tuesday.",
    "Video of the raid shows two men.",
    "Video, filmed by a passer-by, shows police shooting him.",
    "Photo ID is needed to vote.",
    "Getty Images sued the company on Monday.",
    "The Associated Press reported the deal first.",
    "AP and Reuters journalists were hurt.",
    "Verza reported from Mexico City that the men had landed.",
    "Reporting by Congress is due in May.",
    "The bill changes the law (the Copyright Act).",
    "All rights were reserved for the state, the court held.",
    "Ad-blocker maker Eyeo sued the publisher.",
    "Promoted to general in 2008, he led the raid.",
    "This site is protected by UNESCO.",
    "This story was told to the police by two witnesses.",
    "The story was first published in The Sun in 2016, the court heard.",
    "Tags were found on the weapons.",
    "Join the march on Washington, he said.",
    "More from the cartel was expected.",
    "Terms of the deal were not disclosed.",
    "Two minutes later he was dead.",
    "Smith contributed to the campaign.",
    "Cookies were sold by the scouts.",
    "— The men were flown to San Diego, he said.",
    "#MeToo protesters marched through Mexico City on Sunday.",
    "© is the sign of copyright, the judge explained.",
]


@pytest.mark.parametrize("line", NEWS)
def test_news_is_never_marked(line: str) -> None:
    assert why_no_news(line) is None
    assert not is_notice(line)


def test_a_notice_among_sentences_is_marked_but_a_lonely_word_is_not() -> None:
    assert is_notice("Sign up for our newsletter.")
    assert not is_notice("Listen.")


@pytest.mark.parametrize(
    "line",
    [
        "By " + "A" * 390 + "!",
        "The Associated Press, " * 17 + "!",
        "AAA Bbb/" + "C" * 380 + "!",
        "A B, " * 78 + "!",
        "terms of " + "a , b & c | " * 30 + "!",
        "(" * 390,
        "#a" * 195 + "!",
    ],
)
def test_no_line_takes_long(line: str) -> None:
    start = time.process_time()
    why_no_news(line)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("language", "line", "reason"),
    [
        ("es", "Foto: Ana Roe", "photo credit"),
        ("es", "Una calle de Puebla (Foto: Ana Roe)", "photo credit"),
        ("es", "Con información de EFE", "byline"),
        ("es", "Ana Roe/Europa Press", "photo credit"),
        ("fr", "Crédit photo : Ana Roe", "photo credit"),
        ("fr", "Le Courrier avec AFP", "byline"),
        ("de", "Mit Material von dpa", "byline"),
        ("de", "Der Hafen am Morgen (Symbolbild)", "photo credit"),
        ("it", "Immagine: Ana Roe", "photo credit"),
        ("pt", "Com informações da Agência Brasil", "byline"),
        ("nl", "Beeld: ANP", "photo credit"),
        ("ru", "Фото: ТАСС", "photo credit"),
        ("ja", "写真：共同通信", "photo credit"),
        ("de", "Foto und Video zeigen den Brand.", None),
        ("es", "Con información nueva, la policía volvió.", None),
    ],
)
def test_credits_of_pictures_and_reporters_are_known_in_their_language(
    language: str, line: str, reason: str | None
) -> None:
    assert why_no_news(line, language) == reason


OWN_WORDS = [
    (
        "es",
        "Comparte:",
        "Lea también: Tres mineros rescatados",
        "© El Diario. Todos los derechos reservados.",
    ),
    ("fr", "À lire aussi", "Suivez-nous sur Facebook et X", "Tous droits réservés."),
    ("de", "Anzeige", "Lesen Sie auch: Brand in Kassel", "Alle Rechte vorbehalten."),
    ("it", "Leggi anche", "Clicca qui per ricevere le notizie", "© Il Foglio. Riproduzione riservata."),
    ("nl", "Advertentie", "Lees ook: Brand in Tilburg", "Alle rechten voorbehouden."),
    ("pt", "Publicidade", "Leia também: Incêndio em Setúbal", "Todos os direitos reservados."),
    ("ru", "Читайте также", "Подпишитесь на наш канал", "Все права защищены."),
    ("zh", "广告", "责任编辑：王芳", "未经授权不得转载"),
    ("ja", "関連記事", "あわせて読みたい：大阪の火災", "無断転載を禁じます"),
    ("ar", "إعلان", "اقرأ أيضا: حادث في أسوان", "جميع الحقوق محفوظة"),
]


@pytest.mark.parametrize(
    ("language", "button", "notice", "rights"), OWN_WORDS, ids=[row[0] for row in OWN_WORDS]
)
def test_each_language_has_its_own_words_besides_the_english(
    language: str, button: str, notice: str, rights: str
) -> None:
    assert [why_no_news(line, language) for line in (button, notice, rights)] == [
        SITE_NOTICE,
        SITE_NOTICE,
        COPYRIGHT,
    ]
    assert why_no_news("Advertisement", language) == SITE_NOTICE
    assert why_no_news(button, "en") is None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "Por Ana Roe y Juan Paz"),
        ("fr", "Par Jean Roux"),
        ("de", "Von Anna Roth und Karl Maier"),
        ("it", "Di Marco Bianchi"),
        ("nl", "Door Jan de Vries"),
        ("pt", "Por Ana Reis e João Lima"),
    ],
)
def test_a_byline_has_the_words_of_its_language(language: str, line: str) -> None:
    assert why_no_news(line, language) == BYLINE
    assert why_no_news(f"{line} kam die Nachricht.", language) is None


def test_what_a_word_means_in_another_language_is_no_notice() -> None:
    assert why_no_news("Anuncio", "en") is None
    assert why_no_news("Delen van het dorp staan onder water.", "nl") is None
    assert why_no_news("Lees ook nooit meer zo’n brief.", "nl") is None
