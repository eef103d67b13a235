//! The annotated score report, in German.

use crate::wording::page::PageKey;
use crate::wording::table::words;

words! { PageKey
    // The head.
    Title = "{exam} ({code}), abgelegt am {day}";
    ScorePrinted = "Punktzahl laut Bericht: {score}";
    ScoreOnScale = "Punktzahl laut Bericht: {score} auf einer Skala von {min} bis {max}";
    WithPassMark = "{score}; die Bestehensgrenze ist {mark}";
    ReportSays = "Was ein solcher Bericht sagen kann: {caveat}";
    LittleAlone
        = "Ein Bericht sagt wenig über eine einzelne Domäne: Lies ihn zusammen mit dem, was du übst.";

    // What came of a sitting.
    Passed = "Bestanden";
    NotPassed = "Diesmal nicht bestanden";
    NotSat = "Nicht angetreten";
    Void = "Ungültig: zählt nicht";
    Ended = "Von der Aufsicht beendet";
    NoResultYet = "Abgelegt; das Ergebnis ist noch nicht bekannt";

    // The table.
    Domain = "Domäne";
    Weight = "Gewicht";
    Printed = "Laut Bericht";
    Estimate = "Richtig, von 100 Fragen";
    Meaning = "Was das heißt";
    Nothing = "nichts";
    NoDomain = "keine Domäne dieser Prüfung";
    Percent = "{share}\u{a0}%";
    Bar = "ein Balken von {low} bis {high}\u{a0}%";
    Level = "Stufe {level} von {of}";
    Place = "Platz {position} von {of}, die schwächste zuerst";
    NoneListed = "keines von {of} Lernzielen genannt";
    Listed = "{count} von {of} Lernzielen genannt: {objectives:,}";
    Right = "{correct} von {of} richtig";
    OwnImpression = "dein eigener Eindruck: {rating} von 5";
    ShareOf = "{share}";
    PrintedResults = "{each:;}";
    Sentence = "{text}.";
    BelowLine = "unter der Linie";
    NotYetTold = "noch nicht zu sagen";
    AboveLine = "über der Linie";
    NothingKnown = "noch nichts bekannt";

    // What the candidate noted.
    Noted = "Was du notiert hast";
    Note = "{domain}: {explanation}";
    NoteWithTopics = "{domain}: {explanation}. Zum Zurückkommen: {topics:;}";
    NotKnownEnough = "noch nicht gut genug gekonnt";
    NotYetApplied = "gewusst, noch nicht angewandt";
    SittingWent = "der Verlauf der Prüfung";
    Luck = "Pech oder eine unfaire Frage";

    // Explanations and causes.
    Explanations = "Was die schwachen Domänen erklären kann";
    Causes = "Was eine Rolle gespielt haben kann";
    Cause = "{name} ({class}):";
    NoCause = "Es ist zu wenig eingetragen, um eine Ursache zu nennen. Das ist kein Urteil.";
    WellSupported = "gut belegt";
    Likely = "wahrscheinlich";
    Possible = "möglich";
    NotSupported = "nicht belegt";
    CauseUnknown = "nicht bekannt";

    // When it may be sat again.
    Retake = "Wann du wieder antreten kannst";

    // The foot.
    WorkedOut
        = "Ausgerechnet am {day} mit Version {version} der Konstanten des Coachs, die begründet und nicht an \
           Daten angepasst sind. Es verlässt deine Geräte, wenn du es weitergibst, und sonst nicht.";
}
