//! What the causes change in a plan, in German.

use crate::wording::remedies::RemediesKey;
use crate::wording::table::words;

words! { RemediesKey
    HoursInNumbers
        = "Mehr Zeit in dieser Runde: etwa {in_all:.0} Stunden insgesamt, mindestens {a_week:.1} pro Woche \
           bis zur Prüfung.";
    Hours = "Mehr Zeit in dieser Runde: Der Plan sagt, wie viele Stunden es braucht.";
    LastWeek
        = "Die Arbeit kommt früher: Die letzte Woche ist leichter, und Themen ruhen mindestens zwei Tage.";
    SmallerBlocks = "Einheiten von zwanzig Minuten: Mit einer kurzen fängt es sich leichter an.";
    Weights = "Jede Domäne bekommt Zeit nach ihrem Gewicht in der Prüfung.";
    Opens = "Die gewichtige Domäne, die beim letzten Mal zu kurz kam, eröffnet den Plan.";
    Coverage = "Ein Durchgang durch die Lernziele, die noch unberührt sind.";
    Families
        = "Jede schwache Domäne wird von drei Seiten betrachtet, und das alte Hauptmaterial nimmt höchstens \
           40\u{a0}% ein.";
    FamiliesElsewhere
        = "Die Domänen, in denen am meisten zu gewinnen ist, werden von drei Seiten betrachtet, und das \
           alte Hauptmaterial nimmt höchstens 40\u{a0}% ein.";
    SecondBank
        = "Vor der ersten Probeprüfung kommt eine zweite Fragensammlung dazu: Ihre Fragen sind neu.";
    Labs = "Ein Teil der Zeit in jeder schwachen Domäne ist praktische Arbeit.";
    LabsElsewhere
        = "Ein Teil der Zeit in den Domänen, in denen am meisten zu gewinnen ist, ist praktische Arbeit.";
    Scenarios
        = "Jede zweite Fragenrunde in einer schwachen Domäne verlangt, Wissen auf eine Situation \
           anzuwenden.";
    ScenariosElsewhere
        = "Jede zweite Fragenrunde in den Domänen, in denen am meisten zu gewinnen ist, verlangt, Wissen \
           auf eine Situation anzuwenden.";
    Pacing = "Fragen laufen auf Zeit, und kurze Übungen trainieren die Zwischenzeiten.";
    Stamina
        = "Fragen auf Zeit dauern eine Stunde, wo Platz ist: Das letzte Viertel zählt.";
    Technique
        = "Eine kurze Übung zum Ruhigwerden jeden dritten Tag und vor jeder Probeprüfung und ein Ablauf für \
           den Prüfungstag.";
    ExtraMockExam = "Eine Probeprüfung mehr, früh und ungestört.";
    Reading
        = "Eine kurze Übung jeden dritten Tag: die Frage in eigenen Worten sagen, dann antworten.";
    Changes
        = "Eine kurze Übung jeden dritten Tag: eine Antwort dann ändern, wenn du den Grund nennen kannst.";
}
