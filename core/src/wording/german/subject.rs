//! An exam and a preparation as a whole, in German.

use crate::wording::subject::SubjectKey;
use crate::wording::table::words;

words! { SubjectKey
    // Which exam.
    NothingChosen
        = "Es ist keine Prüfung gewählt und kein Versuch eingetragen. Wähl eine, oder trag ein, wie ein \
           Versuch lief.";
    NotInCatalogue
        = "{code} steht nicht im Katalog. Trag die Domänen einmal ein, als eigene Prüfung, und alles wird \
           ausgerechnet; bis dahin bleiben deine Einträge aufbewahrt.";
    NotInCatalogueBut
        = "{code} steht nicht im Katalog. Ist vielleicht {near} gemeint? Dann berichtige, was du \
           eingetragen hast. Sonst trag die Domänen einmal ein, als eigene Prüfung, und alles wird \
           ausgerechnet; bis dahin bleiben deine Einträge aufbewahrt.";
    NotTaken = "Deine Prüfung {code} wurde nicht übernommen: {reason}";
    CorrectionNotTaken
        = "Deine Berichtigung von {code} wurde nicht übernommen, und es gilt, was vorher galt: {reason}";
    SatUnknown
        = "Ein Versuch von {sat} ist eingetragen; diese Prüfung steht nicht im Katalog, und er zählt für \
           nichts. Ist vielleicht {code} gemeint? Dann berichtige es.";
    UnknownExam
        = "eine Prüfung {code} gibt es nicht: Wähl eine aus dem Katalog, oder trag ihre Gliederung ein";
    UnknownExamBut
        = "eine Prüfung {code} gibt es nicht: Ist vielleicht {near} gemeint? Sonst trag ihre Gliederung ein";
    Retired = "{code} wird nicht mehr angeboten.";
    RetiredIn = "{code} wird in dieser Sprache nicht mehr angeboten: {language}.";
    OfferedUntil = "{code} kann bis zum {last} abgelegt werden.";
    TakesItsPlace = "An ihre Stelle tritt {successor}.";
    Superseded = "{code} hat eine neuere Gliederung.";
    TookItsPlace = "An ihre Stelle trat {successor}.";
    SatPredecessor
        = "Du hast {old} abgelegt; an ihre Stelle tritt {code}. Was du dazu eingetragen hast, bleibt \
           aufbewahrt. Es spricht von anderen Domänen, also beruht, was hier steht, auf dem, was du für \
           {code} tust.";

    OutlineChanged
        = "Die Gliederung von {code} änderte sich am {on}. Eine Wiederholung folgt der neuen.";
    OutlineWillChange
        = "Die Gliederung von {code} ändert sich am {on}: Ein Versuch an diesem Tag oder später folgt der \
           neuen.";
    SatBeforeChange
        = "Du hast {code} am {sat_on} abgelegt, bevor sich die Gliederung am {on} änderte. Dein Bericht \
           spricht von den Domänen von damals; hier stehen die neuen.";

    // What its numbers are worth.
    WeightRanges = "Der Anbieter gibt als Gewichte Bereiche an: Es gilt jeweils die Mitte.";
    WeightsApproximate = "Nach Angabe des Anbieters sind seine Gewichte ungefähre Werte.";
    NoWeights = "Der Anbieter gibt keine Gewichte an: Alle Domänen gelten als gleich.";
    WeightsNotFound
        = "Die Gewichte fanden sich in keiner Quelle: Alle Domänen gelten als gleich, bis du sie einträgst.";
    WeightsOfBefore
        = "Die Domänen und Gewichte sind die von vor dem {on}: Für die neuen fand sich keine Quelle. \
           Vergleich sie mit der Gliederung des Anbieters; was dort steht, kannst du als Berichtigung \
           eintragen.";
    OwnExam = "Diese Prüfung hast du selbst eingetragen.";
    OwnCorrection = "Du hast den Eintrag des Katalogs berichtigt; deiner wird verwendet.";

    // This preparation beside the last.
    AcrossDomains = "Arbeit über Domänen hinweg";
    Texts = "Bücher und Dokumentation";
    Videos = "Videokurse";
    Labs = "Labs";
    Questions = "Fragen";
    WithOthers = "Lernen mit anderen";
    ThenAndNow = "{what}: beim letzten Mal {then} der Stunden, jetzt {now}.";
    ToldThenAndNow
        = "{what}: beim letzten Mal {then} der Stunden mit eingetragener Domäne, jetzt {now}.";
    NoTime = "keine";
    ShareOf = "{share}";
}
