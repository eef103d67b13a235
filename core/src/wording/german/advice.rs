//! The page a candidate needs, in German.

use crate::wording::advice::AdviceKey;
use crate::wording::table::words;

words! { AdviceKey
    // Headings.
    Exam = "{title} ({code})";
    NoExam = "Deine Prüfung";
    Happened = "Was geschehen ist";
    Next = "Was als Nächstes kommt";
    Report = "Was der Bericht sagt und was nicht";
    Why = "Warum, in deinen eigenen Zahlen";
    Hours = "Die Stunden und die Wochen";
    Open = "Was unsicher ist und was ein Eintrag klären würde";
    Curious = "Für Neugierige";

    // What happened.
    MoreThanLast = "{points} Punkte mehr als am {day}: damals {then}, diesmal {now}.";
    OneMoreThanLast = "Ein Punkt mehr als am {day}: damals {then}, diesmal {now}.";
    AsLast = "Wieder {now}, wie am {day}.";
    LessThanLast
        = "Diesmal {now}; am {day} waren es {then}. Prüfungsbögen und Tage sind verschieden; ein Schritt \
           nach unten ist kein Urteil über die Arbeit dazwischen.";
    MarkNeeded = "Nötig waren {mark}: diesmal nicht bestanden.";
    ScoreAndMark = "{score}, und nötig waren {mark}: diesmal nicht bestanden.";
    NotThisTime = "Diesmal nicht bestanden.";
    OneResult
        = "Das ist das Ergebnis eines Tages. Es zeigt, wo sich der nächste Blick lohnt, und setzt dem, was \
           du lernen kannst, keine Grenze.";
    WellDone = "Bestanden, am {day}. Gut gemacht.";
    NothingFollows = "Es muss nichts folgen. Was du eingetragen hast, bleibt deins.";
    ResultPending
        = "Abgelegt am {day}; das Ergebnis ist noch nicht bekannt. Vorher muss nichts entschieden werden.";
    EndedEarly
        = "Der Versuch vom {day} wurde vor der Zeit beendet. Das sagt wenig darüber, was du weißt.";
    NotSatYet = "Zu dieser Prüfung ist kein Versuch eingetragen.";

    // What to do next.
    NothingToday
        = "Heute muss nichts getan werden. Ein gutes Essen, jemand zum Reden und eine Nacht Schlaf helfen \
           mehr als jeder Plan.";
    StillRest = "Auch heute ist zum Ausruhen da: kein Test, keine Fragen und nichts nachzuholen.";
    Resting
        = "Diese Tage gehören dem, was du kennst: eine Viertelstunde mit etwas Vertrautem, wenn du magst, \
           und frühe Abende.";
    TenMinutes
        = "Wenn dir nach Anfangen ist, reichen zehn Minuten: Lies oder schau etwas zu „{domain}“ und hör \
           auf, wenn sie um sind.";
    OrPause = "Oder heute eine Pause. Auch das ist eine gute Antwort, und der Plan geht mit.";
    NextBlock = "Als Nächstes im Plan, am {day} um {at} Uhr: {minutes}, {what}.";
    BecauseOf = "Warum dort: „{domain}“ macht {weight} der Prüfung aus, Stand heute: {meaning}.";
    InDomain = "{kind} zu „{domain}“";
    WithResource = "{what}, mit {name}";
    WithQuestions = "{what}, {count} {count:Frage|Fragen}";
    AtTopic = "{what}: {topic}";
    FirstMockExam = "Die erste Probeprüfung ist am {day}.";
    NextMockExam = "Die nächste Probeprüfung ist am {day}.";

    // What the report says.
    YourMark = "{score}; die Bestehensgrenze ist {mark} (von dir)";
    PrintedMark = "{score}; die aufgedruckte Bestehensgrenze ist {mark}";
    MarkOfExam = "Die Bestehensgrenze ist {mark}.";
    MarkOfYours = "Die Bestehensgrenze ist {mark} (von dir).";
    HowToRead
        = "Von 100 Fragen wie denen der Prüfung würdest du heute wahrscheinlich so viele richtig \
           beantworten:";
    Standing = "zwischen {low:.0} und {high:.0}, am ehesten {mean:.0}";
    NoStanding = "noch nicht bekannt";
    MostToGain = "Am meisten zu gewinnen: {domains:and}.";
    ToComeBackTo = "Von dir notiert, zu „{domain}“: {topics:;}";

    // Why.
    OpenCauses = "Ebenfalls betrachtet und noch offen: {names:;}.";
    SpokenAgainst = "Gegen diese spricht, was eingetragen ist: {names:;}.";
    NoneStandsOut
        = "Eingetragen: {time} Lernzeit, und keine einzelne Ursache sticht darin heraus. Auch das ist eine \
           Antwort: Mach dort weiter, wo am meisten zu gewinnen ist.";
    NothingBetween
        = "Eingetragen: {time} Lernzeit vor dem Versuch vom {day}, und fast nichts zwischen ihm und diesem. \
           Deshalb wird für diesen keine Ursache genannt. Das ist kein Urteil.";
    Changes = "Was sich ändert: {effect}";
    WentTo = "Vor dem Versuch eingetragen: {time}, verteilt auf {parts:,}.";
    PartOf = "{what} ({share})";
    Quoted = "„{name}“";

    // The hours and the weeks.
    CountsBack = "Die Prüfung ist für den {day} gebucht, in {days} {days:Tag|Tagen}.";
    WasBooked = "Die Prüfung war für den {day} gebucht.";
    ProposedDay = "Es ist kein Termin gebucht. Der Plan führt auf den {day} hin: {reason}.";
    TimeThere = "Bis dahin bieten deine Zeitfenster {time}.";
    NeedEven
        = "Mit etwa {hours} {hours:Stunde|Stunden} ({low} bis {high}) kommst du knapp über die Linie; das \
           reicht in etwa einem von zwei Fällen.";
    NeedBuffer
        = "Mit etwa {hours} {hours:Stunde|Stunden} ({low} bis {high}) kommst du 10 Punkte darüber; dieser \
           Abstand wird empfohlen.";
    HoursAlone = "Stunden allein können das nicht versprechen: Erwartet werden am Ende {whole}.";
    MeasureFirst
        = "Zuerst messen: Der Bericht sagt nicht, warum es nicht gereicht hat. Eine Probeprüfung zeigt mehr \
           als jede Zahl von Stunden.";
    MeasureDomain
        = "Zuerst messen: Der Bericht sagt nicht, warum es nicht gereicht hat. Zwölf Fragen zu {domain} \
           zeigen mehr als jede Zahl von Stunden.";
    MeasureDomains
        = "Zuerst messen: Der Bericht sagt nicht, warum es nicht gereicht hat. Je zwölf Fragen zu \
           {domains:and} zeigen mehr als jede Zahl von Stunden.";
    Phase = "{from} bis {to}: {what}";
    PhaseDay = "{day}: {what}";
    DeepWork = "lernen, was noch schwach ist";
    TargetedPractice = "üben, wo es nötig ist";
    MockExamWeeks = "Probeprüfungen und was sie zeigen";
    Rest = "leichtes Auffrischen und Ruhe";
    MockExamDays = "Probeprüfungen: {days:;}.";
    HoursByDomain = "So verteilt sich die Zeit: {parts:,}.";
    TimeFor = "„{domain}“ ({time})";

    // What is uncertain.
    TwelveQuestionsOn = "Zwölf Fragen würden zeigen, wo du bei {domain} stehst.";
    TwelveQuestions = "Je zwölf Fragen würden zeigen, wo du bei {domains:and} stehst.";
    LogHelps
        = "Was du von jetzt an lernst und mit seiner Domäne einträgst, macht die nächste Antwort sicherer.";
    OddRecord = "Was du am {day} eingetragen hast, {what}.";

    // For the curious.
    RangeMeans = "Ein Bereich enthält den wahren Wert in 8 von 10 Fällen.";
    Gains
        = "Die Zeit, wie sie verteilt ist, bringt voraussichtlich etwa {points:.1} Punkte von 100; \
           gleichmäßig verteilt {equally:.1}.";
    InDetail = "Die nächste Einheit im Einzelnen: {line}.";
}
