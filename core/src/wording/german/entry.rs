//! What may not be entered as it is, in German.

use crate::wording::entry::EntryKey;
use crate::wording::table::words;

words! { EntryKey
    // Whole sentences.
    NotAllowed = "`{field}`: {found}; erlaubt: {allowed}";
    FoundAndAllowed = "{found}; erlaubt: {allowed}";

    Unreadable = "{file}: Zeile {line}, Spalte {column}, in `{path}`: {problem}";
    InFile = "{file}: {not}";
    OtherFormat = "{name:quoted} ist nicht dieses Format; erlaubt: `{allowed}`";
    NewerFormat
        = "Version {version} des Formats ist hier nicht bekannt; eine neuere Version der App liest sie; \
           erlaubt: {allowed}";
    UnknownFormat = "Version {version} des Formats ist hier nicht bekannt; erlaubt: {allowed}";
    NoWeekday = "{name:quoted} ist kein Wochentag; erlaubt: mon bis sun";
    WeekdayNumber = "ein Wochentag ist 0 bis 6";

    // Of any fact.
    OtherFact = "die Kennung eines anderen Eintrags";
    LongText = "{start:quoted}…";
    ShortText = "{text:quoted}";
    TextUpTo = "ein Text von 1 bis {chars} Zeichen";
    ListOf = "eine Liste von {count}";
    Empty = "leer";
    Both = "neben Ergebnissen von Domänen";
    DomainsOrTotal = "ein Ergebnis für mindestens eine Domäne oder aber `total` allein";
    OneReply = "eine Antwort auf jede Aussage";
    ObjectivesAtMost = "jedes Lernziel einmal, höchstens {of}";
    NobodyDescribes = "{exam}, eine Prüfung, die weder im Katalog steht noch von dir beschrieben ist";
    AnExam = "eine Prüfung des Katalogs oder eine, deren Domänen du eingetragen hast";
    AnExamBut
        = "eine Prüfung des Katalogs oder eine, deren Domänen du eingetragen hast; gemeint vielleicht \
           {near}?";
    AnOutline = "eine Gliederung wie die des Katalogs";

    // Of a sitting.
    NotYet = "der {day} ist noch nicht gekommen";
    UpTo = "ein Datum bis zum {today}";
    MinutesOfDay = "0 bis 1439, Minuten nach Mitternacht";
    BeforeSitting = "der {day} liegt vor dem Versuch";
    FromOn = "ein Datum ab dem {day}";
    OpenOfItems = "{open} von {of} Fragen offen geblieben";
    CalmToTen = "0 (ruhig) bis 10";
    MinutesUpTo = "0 bis {most} Minuten";

    // Of a score.
    OffScale = "{score} liegt nicht auf der Skala dieser Prüfung";
    FailedAbove = "nicht bestanden mit {score}, doch {pass} reichen: Bitte sieh die Zahlen noch einmal an";
    ScoreBelow = "eine Punktzahl unter {pass} oder ein bestandener Versuch";
    PassedBelow = "bestanden mit {score}, doch nötig sind {pass}: Bitte sieh die Zahlen noch einmal an";
    ScoreFrom = "eine Punktzahl von {pass} oder mehr oder ein Versuch, der nicht bestanden ist";
    ScoreWithoutCount = "ein Versuch, der nicht zählte, hat keine Punktzahl";
    NoScore = "keine Punktzahl oder ein anderes Ergebnis";

    // Of a domain of a report.
    LevelsOther = "{levels} Stufen, doch dieser Anbieter hat {of}";
    LevelNames = "{names:,}";
    DomainTwice = "Domäne {domain} steht zweimal da";
    DomainOnce = "jede Domäne einmal";
    PlaceTwice = "zwei Domänen auf Platz {place}";
    PlaceOnce = "jeder Platz einmal";
    PercentOrShare = "{percent} Prozent (gemeint vielleicht {meant}?)";
    PercentOf = "{percent} Prozent";
    BarFrom = "ein Balken von {low} bis {high}";
    BarAllowed = "0 bis 100 Prozent seiner Länge, das kürzere Ende zuerst";
    Levels = "{count} {count:Stufe|Stufen}";
    LevelsAllowed = "2 bis 4 Stufen, so viele, wie der Anbieter hat";
    LevelOf = "Stufe {level} von {of}";
    LevelAllowed = "1 bis {of}, 1 ist die niedrigste";
    PlaceOf = "Platz {place} von {of}";
    PlaceAllowed = "1 (am schwächsten) bis zur Zahl der Domänen, 2 oder mehr";
    RightOf = "{right} von {of} Fragen";
    RightAllowed = "mindestens eine Frage, nicht mehr richtige als gestellte";
    YourRating = "deine Einschätzung {rating}";
    RatingAllowed = "1 (schwach) bis 5 (stark)";
    ObjectiveTwice = "ein Lernziel steht zweimal da";
    ObjectiveOnce = "jedes Lernziel einmal";
    ObjectiveOfOther = "Lernziel {objective} gehört zu einer anderen Domäne";
    ObjectiveNotThere = "Lernziel {objective} ist keines ihrer {of}";
    ObjectivesOfDomain = "die Lernziele, die der Bericht unter Domäne {domain} nennt";
    ObjectivesOf = "{count} Lernziele von {of}";
    ObjectivesAllowed = "nicht mehr, als die Domäne hat, und sie hat mindestens eines";
}
