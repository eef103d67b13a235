//! What is wrong with an entry of the catalogue, in German.

use crate::wording::catalogue::CatalogueKey;
use crate::wording::table::words;

words! { CatalogueKey
    // Whole sentences.
    Shape = "{file}: {path}: {problem} (Zeile {line}, Spalte {column})";
    WrongValue = "{file}: {path} ist {value}; erlaubt: {allowed}";
    Dangling = "{file}: {path} ist {key:quoted}; erlaubt: der Schlüssel {what}";
    Reason = "in `{path}`: {problem}";
    LeadsNowhere = "{key:quoted}; erlaubt: der Schlüssel {what}";
    Double = "{file}: {kind} {key:quoted} steht zweimal da; erlaubt: einmal";

    // Kinds of entries.
    YourExam = "deine Prüfung";
    AsEntered = "wie von dir eingetragen";
    Exam = "Prüfung";
    Policy = "Wiederholungsregel";
    ReportForm = "Berichtsform";
    DeliveryProvider = "Prüfungsdienst";

    // What is there.
    Missing = "nicht da";
    Empty = "leer";
    Twice = "{key:quoted} zweimal";
    Again = "{key:quoted} noch einmal";
    Long = "{count} lang";
    Weights = "{count} {count:Gewicht|Gewichte}";
    WeightsSum = "Gewichte mit der Summe {sum}";

    // What is allowed.
    KnownExam = "einer Prüfung, die der Katalog hat";
    KnownPolicy = "einer Wiederholungsregel, die der Katalog hat";
    KnownPolicyBut
        = "einer Wiederholungsregel, die der Katalog hat; gemeint vielleicht `{near}`?";
    KnownFormBut = "einer Berichtsform, die der Katalog hat; gemeint vielleicht `{near}`?";
    KnownForm = "einer Berichtsform, die der Katalog hat";
    ValueNeeded = "ein Wert: jeder Eintrag hat einen";
    SourceNeeded = "mindestens eine Quelle";
    EachKeyOnce = "jeder Schlüssel einmal";
    OwnSource = "einer der Quellen des Eintrags";
    EndAfterStart = "ein Ende, das nicht vor dem Anfang liegt";
    Dollars = "0 bis 100000 Dollar";
    Fraction = "mehr als 0 und weniger als 1";
    TopAboveBottom = "ein oberes Ende über dem unteren";
    NoneWithoutScale = "keine ohne Skala";
    OnScale = "{min} bis {max}, die Skala";
    WeightsNeeded = "{needed} von {of}, nach dem Wert von `weights`";
    SumAllowed = "eine Summe von 90 bis 110";
    NameNeeded = "ein Name";
    AboveZero = "mehr als 0, bis 100 Prozent";
    SumOfPercents = "eine Summe von 90 bis 110, in Prozent: 40 und nicht 0.4";
    WeightNeeded = "ein Prozentwert oder ein Bereich mit `min` und `max`";
    KindNeeded = "mindestens eine Art";
    LevelsNeeded = "2 bis 4, wo `band` gedruckt wird, sonst keine";
    RangesInOrder
        = "Bereiche, die bei 1 oder später beginnen, der Reihe nach und ohne Überschneidung";
    OneOrMore = "1 oder mehr";
}
