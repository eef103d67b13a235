//! The plan as a whole, in German.

use crate::wording::plan::PlanKey;
use crate::wording::table::words;

words! { PlanKey
    // The date that it counts back from.
    FirstAllowed = "der erste Tag, an dem der Anbieter einen weiteren Versuch erlaubt";
    HalfAYear = "das ist in einem halben Jahr; ein näherer Tag steht unten zur Wahl";
    KeepsFresh
        = "der erste Tag, der drei Wochen lässt, um frisch zu halten, was du weißt; nach dem, was \
           eingetragen ist, braucht es bis zur Bestehensgrenze keine weiteren Stunden";
    RoomFor
        = "der erste Tag, der Platz lässt für die rund {hours} {hours:Stunde|Stunden}, die es bis 10 Punkte \
           über der Bestehensgrenze braucht";
    RoomForEven
        = "der erste Tag, der Platz lässt für die rund {hours} {hours:Stunde|Stunden}, die es bis 3 Punkte \
           über der Bestehensgrenze braucht; das reicht in etwa einem von zwei Fällen, und ein größerer \
           Abstand braucht länger";
    Passed
        = "Gut gemacht: Du hast am {day} bestanden. Für diese Prüfung gibt es nichts mehr zu planen.";
    NoTimeEntered
        = "Der Plan muss wissen, wann du lernen kannst. Trag deine Zeitfenster der Woche ein, auch kurze: \
           eine Zugfahrt, eine halbe Stunde am Schreibtisch, einen freien Vormittag.";
    WayClosed
        = "Solange dieser Weg geschlossen ist, gibt es keinen Termin, auf den sich hin planen lässt. Wähl \
           die Prüfung, die an ihre Stelle tritt, oder trag das Datum ein, das der Anbieter dir genannt \
           hat.";
    NoTimeAhead
        = "In den kommenden Wochen ist keine Lernzeit. Trag ein Zeitfenster oder zwei ein, auch kurze, oder \
           heb die Obergrenze der Woche an, und der Plan beginnt dort.";
    ExamToday
        = "Heute ist die Prüfung. Iss etwas, geh früh los und vertrau auf das, was du gelernt hast.";
    ExamOver
        = "Der gebuchte Termin am {exam_on} ist vorbei: Wie war es? Trag das Ergebnis ein oder den neuen \
           Termin, wenn er verschoben wurde.";
    TooEarly
        = "Der {date} ist zu früh: Der Anbieter erlaubt einen weiteren Versuch ab dem {safe}. Verschieb die \
           Prüfung.";
    TooEarlyAnyway
        = "Der {date} ist nach jeder Lesart der Regel zu früh: Sie erlaubt frühestens den {earliest}, und \
           sicher ist der {safe}. Verschieb die Prüfung.";
    InDoubt
        = "Der {date} ist allein nach der großzügigsten Lesart der Regel erlaubt; sicher ist der {safe}. Frag \
           den Anbieter, bevor du dich darauf verlässt.";
    NotBeforeHour
        = "Am {date} darf die Prüfung frühestens zu dieser Zeit beginnen: {from}. Sieh nach, wann dein \
           Termin ist.";
    AfterAllowed
        = "Der {date} ist zu spät: Der letzte erlaubte Tag ist der {until}. Wähl einen früheren.";
    HasToWait
        = "Ein weiterer Versuch ist erst möglich, {until}. {why} Der Plan gehört inzwischen dir.";
    PassedBefore
        = "Gut gemacht: Du hast am {day} bestanden. Der Plan gilt dem Versuch, den du daneben gebucht hast.";
    NotAdmitted = "Wer bestanden hat, wird erst wieder zugelassen, {until}. {why}";
    WaitNotKnown
        = "Keine Quelle sagt, wie lange der Anbieter dich warten lässt. Frag, bevor du buchst.";

    // Slots that cannot be used as they were entered.
    LimitIsNone = "Die Obergrenze der Woche ist 0 Minuten, also hat kein Tag Platz für eine Einheit.";
    SlotTooShort
        = "Das Zeitfenster am {day} um {at} Uhr hat keinen Platz für eine Einheit: Eine braucht mindestens \
           zehn Minuten.";
    SlotPastMidnight
        = "Das Zeitfenster am {day} um {at} Uhr zählt bis Mitternacht. Trag, was danach kommt, als \
           Zeitfenster des nächsten Tages ein.";
    SlotTooLong = "Das Zeitfenster am {day} um {at} Uhr zählt mit seinen ersten zwölf Stunden.";
    SlotOverlaps
        = "Das Zeitfenster am {day} um {at} Uhr überschneidet sich mit dem davor; die gemeinsame Zeit zählt \
           einmal.";

    // Days that were laid out.
    NoDayHasTime
        = "Bis zur Prüfung hat kein Tag Zeit zum Lernen. Mach ein Zeitfenster frei, und der Plan füllt es.";
    TooClose
        = "Die Prüfung ist so nah, dass keine richtige Vorbereitung mehr passt: Leichtes Auffrischen, Ruhe \
           und ein früher Abend bringen jetzt mehr.";
    NoLabSlot
        = "Praktische Arbeit braucht 45 Minuten am Stück am Schreibtisch; kein Zeitfenster bietet das.";
    SecondBankWanted
        = "Eine zweite Fragensammlung lohnt sich vor der ersten Probeprüfung am {day}: Fragen, die du \
           kennst, sagen wenig.";

    // The load, and the last day.
    RestIsFree
        = "Bis zur Prüfung hast du etwa {offered} angeboten; der Plan nutzt davon etwa {used}. Der Rest ist \
           frei.";
    WaitIsLonger
        = "Die Wartezeit bis zum {exam_on} ist länger als die Arbeit. Bis zum {from} halten ein oder zwei \
           leichte Einheiten pro Woche alles frisch; auch eine Pause oder inzwischen eine andere Prüfung \
           nutzt die Zeit gut.";
    EveWithoutSlot
        = "Morgen ist die Prüfung, und heute ist nichts geplant. Geh die Checkliste durch, sieh dir \
           {minutes} Minuten lang etwas Vertrautes an, wenn du magst, und geh früh schlafen.";
    BringDocuments
        = "Leg bereit, womit du dich ausweist, und die Bestätigung mit Ort und Zeit.";
    KnowTheWay
        = "Kläre den Weg und wann du losgehst; für eine Prüfung zu Hause teste den Computer und räum den \
           Tisch frei.";
    KnowTheRules
        = "Ruf dir in Erinnerung, wie Zeit und Fragen laufen: wie viele, wie lange, ob du zurückgehen \
           darfst.";
    EatAndDrink = "Plane, was du vorher isst, und etwas zu trinken.";
    EarlyNight = "Hör am Nachmittag mit dem Lernen auf und geh früh schlafen.";
    LabForWhich
        = "Für welche Teile der Prüfung ist „{lab}“ gut? Trag sie dazu ein. Bis dahin ist es dort geplant, \
           wo etwas praktisch getan wird, soweit die Namen der Teile das verraten.";

    // Kinds of material to add.
    OneKindOnly
        = "Alles, was du eingetragen hast, ist von einer Art. Ein anderer Blick auf die schwachen Domänen \
           hilft: {kinds:,}.";
    ABook = "ein Buch oder die Dokumentation des Anbieters";
    AVideoCourse = "ein Videokurs";
    ALab = "ein Lab";
    AQuestionBank = "eine Fragensammlung";
    AStudyGroup = "eine Lerngruppe oder ein Forum";
    ASecondBank = "eine zweite Fragensammlung";

    // What can be done where the time does not suffice.
    MoreHours
        = "Etwa {hours:.1} Stunden mehr pro Woche bei gleichem Termin: etwa {points} \
           {points:Punkt|Punkte} mehr als mit der jetzigen Zeit.";
    LaterDate
        = "Gleich viele Stunden pro Woche und die Prüfung am {day}: etwa {points} {points:Punkt|Punkte} \
           mehr als am jetzigen Termin.";
    Narrower
        = "Termin und Stunden wie jetzt, ohne {left_out:and}: etwa {points} {points:Punkt|Punkte} mehr, und \
           was davon vergessen wird, ist eingerechnet.";
    GoAndSee
        = "Oder hingehen und sehen, oder verschieben: In der Zeit, die bleibt, hilft {domain} am meisten. \
           Was das Verschieben kostet, sagt der Anbieter.";

    // What has changed.
    MovedAlong = "Plan angepasst: Er beginnt heute, und kein Tag ist voller als vorher.";
    FellOut
        = "Plan angepasst: Vom Geplanten fielen etwa {time} weg ({parts:,}). Er beginnt heute, und kein Tag \
           ist voller als vorher. Jetzt eingeplant: {left:,}.";
    AllFellOut
        = "Plan angepasst: Vom Geplanten fielen etwa {time} weg ({parts:,}). Er beginnt heute, und kein Tag \
           ist voller als vorher.";
    TimeIn = "{time} für {domain}";
    TimeElsewhere = "{time} über Domänen hinweg";
    MockExamStays = "Die Probeprüfung bleibt, wo sie ist: {days:and}.";
    MockExamsStay = "Die Probeprüfungen bleiben, wo sie sind: {days:and}.";
    LaterBlocks
        = "Nach dem {last} {moved:änderte|änderten} sich {moved} von {of} {of:Einheit|Einheiten}, je nachdem, \
           was seither getan wurde.";
    OtherOrder = "Plan angepasst: dieselbe Arbeit in anderer Reihenfolge.";
    Adjusted = "Plan angepasst bis zum {last}: {differences:,}.";
    MoreFor = "{time} mehr für {domain}";
    LessFor = "{time} weniger für {domain}";
    SmallStart
        = "Zehn Minuten sind ein guter Anfang: einige Fragen zu {domain}, dann sieh, wie es sich anfühlt. \
           Der Plan ist schon mit dir mitgegangen.";

    // Domains by number and name.
    Numbered = "D{id} {name}";
    NumberedOnly = "D{id}";
    Named = "{id} {name}";
    NamedOnly = "{id}";
}
