//! The sixteen statements about how an attempt went, in German.

use crate::wording::statements::StatementsKey;
use crate::wording::table::words;

words! { StatementsKey
    MoreTime = "Ich hätte gern mehr Zeit zur Vorbereitung gehabt, als ich hatte.";
    BigTopics = "Einige große Themen der Prüfung hatte ich kaum berührt.";
    SeveralKinds
        = "Ich habe mit mehreren Arten von Material gelernt: Texten, Videos, Fragen, anderen Menschen.";
    ReadNotDone = "Über das meiste hatte ich gelesen und wenig davon selbst gemacht.";
    TimeToRead = "Es war Zeit, jede Frage in Ruhe bis zum Ende zu lesen.";
    NervesKept = "Die Nerven hielten mich davon ab, zu zeigen, was ich weiß.";
    OtherThanAsked
        = "Mir fiel auf, dass ich etwas anderes beantwortet hatte als das, was gefragt war.";
    ClearReason = "Wenn ich eine Antwort geändert habe, hatte ich einen klaren Grund dafür.";
    EnoughHours
        = "Meine Vorbereitung hatte etwa so viele Stunden, wie eine solche Prüfung verlangt.";
    MostWhereItCounts
        = "Die meiste Zeit gab ich den Domänen, die am meisten zählen.";
    FromOneSource
        = "Fast alles, was ich gelernt hatte, kam aus einem Kurs, einem Buch oder einer Fragensammlung.";
    PractisedOnSystems
        = "Ich hatte an echten oder simulierten Systemen geübt, bis es sich vertraut anfühlte.";
    HadToHurry = "Gegen Ende musste ich mich beeilen oder Fragen offen lassen.";
    Calm = "Ich war in der Prüfung etwa so ruhig wie zu Hause.";
    KnewWhatWasAsked
        = "Ich wusste bei jeder Frage, was sie wollte, bevor ich die Antworten ansah.";
    GaveUpRight
        = "Ich habe richtige Antworten aufgegeben, weil ich an ihnen zu zweifeln begann.";
}
