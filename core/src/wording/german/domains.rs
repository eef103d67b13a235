//! Domains, in German.

use crate::wording::domains::DomainsKey;
use crate::wording::table::words;

words! { DomainsKey
    // Estimates.
    WeakToday = "„{domain}“ ist heute schwach: {range}.";
    NotYetTold
        = "Zu „{domain}“ lässt sich noch nichts sagen: {range}. Zwölf Fragen würden mehr zeigen.";
    Strong = "„{domain}“ ist stark: {range}.";
    Unknown = "Über „{domain}“ ist noch nichts bekannt. Zwölf Fragen würden mehr zeigen.";
    Range = "etwa {mean} richtig, am ehesten zwischen {low:bare} und {high}";

    // The pass mark.
    LineStated = "Genug sind {share} der Punkte: So ist es angegeben.";
    LinePrinted = "Genug sind {share} der Punkte: So steht es auf deinem Bericht.";
    LinePublished = "Genug sind {share} der Punkte: So veröffentlicht es der Anbieter.";
    LineAssumed
        = "Keine Quelle sagt, wie viele richtige Antworten genug sind: Angenommen werden etwa {share}, \
           {off:.0} Punkte mehr oder weniger.";
    LineUnknown
        = "Niemand kann sagen, wie viele richtige Antworten auf dieser Skala genug sind: Gerechnet wird mit \
           etwa {share}, und es können {off:.0} Punkte mehr oder weniger sein.";

    // What explains a weak domain.
    Explain
        = "„{domain}“ sieht schwach aus: etwa {mean} richtig ({low:bare} bis {high:bare}). Was erklärt es \
           am besten: Themen, die du noch nicht kanntest, das Anwenden, der Verlauf der Prüfung oder Pech?";
    LookAgain
        = "Pech kommt vor und trifft selten zweimal. Bei „{domain}“: {seen}. Gibt es ein Thema, das du \
           wiedersehen möchtest? Eines genügt.";
    MissedAndBelow
        = "{misses} {misses:einzelne Frage oder ein Lernziel|einzelne Fragen oder Lernziele} nicht richtig, \
           und nach dem Üben allein liegt die Chance, unter der Linie zu sein, bei {below}";
    SameWay = "der Bericht weist in dieselbe Richtung wie bei anderen Domänen";
    Missed
        = "{misses} {misses:einzelne Frage oder ein Lernziel|einzelne Fragen oder Lernziele} nicht richtig";
    NameTopic = "Zu welchem Thema von „{domain}“ möchtest du zurückkommen? Eines genügt.";
    BadLuck = "Dann war es Pech, bei „{domain}“. Einige Fragen werden zeigen, ob es das war.";
    Kept
        = "Was du zu „{domain}“ gesagt hast, ist festgehalten, und Themen, die du genannt hast, sind im \
           Plan.";
}
