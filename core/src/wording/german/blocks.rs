//! One block of a plan, in German.

use crate::wording::blocks::BlocksKey;
use crate::wording::table::words;

words! { BlocksKey
    // Kinds.
    Diagnostic = "kurze Standortbestimmung";
    Study = "Lernen";
    Lab = "Lab";
    TargetedSet = "gezielte Fragen";
    ScenarioSet = "Fragen zum Anwenden";
    TimedSet = "Fragen auf Zeit";
    Review = "Auffrischen von Themen";
    Recall = "Abrufen aus dem Gedächtnis";
    PacingDrill = "Tempoübung";
    ReadingDrill = "Leseübung";
    ChangeDrill = "Übung im Ändern von Antworten";
    Technique = "Übung zum Ruhigwerden";
    MockExam = "Probeprüfung";
    MockExamReview = "Durchgehen der Probeprüfung";
    LightReview = "leichtes Auffrischen";
    Checklist = "Checkliste für den Prüfungstag";

    // Places, topics, and all of it in a line.
    Commute = "unterwegs";
    CommuteAudio = "unterwegs, zum Hören";
    Desk = "am Schreibtisch";
    LongSlot = "langes Zeitfenster";
    Topics = "{names:·}";
    Objective = "Lernziel {objective}";
    NewObjectives = "die Liste der Lernziele des Anbieters: Was ist neu?";
    InALine = "{of}, {minutes} min, {place}: {reasons:;}";

    // Why a domain now.
    Gain
        = "Gewicht {weight:.0}\u{a0}%, Schätzung {estimate:.0}\u{a0}% ({low:.0}–{high:.0}), {points:+.2} \
           erwartete Punkte je Stunde, {place}";
    BestOf = "die beste von {count}";
    NumberOf = "Nummer {number} von {count}";
    LastWorkedOn = "zuletzt eingetragen am {day}";
    AnotherSource = "eine andere Art von Quelle";
    ForVariety
        = "{source}, denn {most} hat bis dahin {share:.0}\u{a0}% der Zeit in dieser Domäne";

    // Why this kind.
    TooLittleKnown = "über diese Domäne ist wenig bekannt: zwölf Fragen sagen mehr";
    Due = "es ist Zeit, diese Themen wiederzusehen";
    SayAloud = "nichts zu halten und nichts zu laden: laut sagen, was du noch weißt";
    WhereToBe = "wo du nach einem Viertel, der Hälfte und drei Vierteln der Zeit stehst";
    SayWhatIsAsked
        = "vor dem Antworten sagen, was gefragt ist, und NOT, BEST und FIRST markieren";
    StatedReason = "eine Antwort dann ändern, wenn du den Grund nennen kannst";
    CalmIsPractised = "ein ruhiger Prüfungstag wird vorher geübt";
    UnderExamRules
        = "eine ganze Prüfung nach Prüfungsregeln, ausgeruht, mindestens 48 Stunden auseinander";
    ReviewTakesAsLong
        = "eine Probeprüfung durchzugehen dauert so lange, wie sie abzulegen";
    LastTwoDays = "die letzten zwei Tage gehören Vertrautem und dem Schlaf";
    SettledBefore = "Papiere, Weg und Zeit sind am Tag davor geklärt";
    FitsSlot = "passt in dieses Zeitfenster";
    LongEnoughForLab = "lang genug am Schreibtisch für ein Lab";
    HalfForReview = "die Hälfte zum Antworten, die Hälfte zum Durchgehen";
    HalfForReasons
        = "Situationen zum Anwenden: die Hälfte zum Antworten, die Hälfte für die Gründe";
    HalfAgainstClock = "die Hälfte auf Zeit, die Hälfte zum Durchgehen";

    // Why it is there for a remedy.
    OnePass = "Teil des einen Durchgangs durch das, was noch unberührt ist";
    ComesFirst
        = "trägt viel zur Prüfung bei und kam beim letzten Mal zu kurz: kommt zuerst";
    ByWeight = "bekommt Zeit nach dem Gewicht in der Prüfung";
    LookAtClock = "nach einem Viertel, der Hälfte und drei Vierteln auf die Uhr sehen";
    LastQuarter = "so lang, dass auch das letzte Viertel eingeteilt werden will";
    ApplyIt = "am Wissen lag es nicht";
    HandsOnMissed = "praktische Arbeit, die beim letzten Mal fehlte";
    NewQuestions = "neue Fragen vor der ersten Probeprüfung";
    WithScript
        = "mit einem Ablauf für den Tag: was vom Aufwachen bis zur ersten Frage zu tun ist";
    UnseenQuestions
        = "mit Fragen, die du nicht kennst: aus einer zweiten Sammlung, wenn die erste bekannt ist";
    EarlyMockExam
        = "früh, zum Gewöhnen: ungestört, und kein Ergebnis zählt";
    OneMoreMockExam
        = "eine mehr als sonst, ungestört: was du schon erlebt hast, schreckt weniger";
}
