//! What may have led to a result, in German.

use crate::wording::causes::CausesKey;
use crate::wording::table::words;

words! { CausesKey
    // What the causes are called.
    TooLittleTime = "Wenig Zeit zur Vorbereitung";
    HeavyDomains = "Gewichtige Domänen kamen zu kurz";
    OneSource = "Eine einzige Art von Material";
    LittleHandsOn = "Wenig praktische Arbeit";
    TimeInExam = "Zeit in der Prüfung";
    Nerves = "Nervosität in der Prüfung";
    Misread = "Verlesene Fragen";
    GivingUp = "Richtige Antworten aufgegeben";
    Invitation
        = "Zu diesem Versuch ist nichts eingetragen, also lässt sich über das Warum nichts sagen. Sechzehn \
           kurze Aussagen und dreimal zwölf Fragen würden mehr zeigen, wann immer du magst.";

    // Time.
    HoursStudied
        = "Du hast {studied} gelernt; veranschlagt waren für diese Prüfung {wanted}.";
    HoursPlanned = "Von {planned}, die geplant waren, fanden {done} in deine Tage.";
    LastWeek = "{share} deiner Lernzeit fallen in die letzten sieben Tage.";

    // Heavy domains.
    HeavyShare
        = "Die gewichtigsten Domänen machen {weight} der Prüfung aus und bekamen {got} deiner Lernzeit.";
    HeavyShareOfTold
        = "Die gewichtigsten Domänen machen {weight} der Prüfung aus und bekamen {got} der Lernzeit \
           mit eingetragener Domäne.";
    HeavyLeftAside = "„{domain}“ macht {weight} der Prüfung aus und bekam {got} deiner Lernzeit.";
    HeavyLeftAsideOfTold
        = "„{domain}“ macht {weight} der Prüfung aus und bekam {got} der Lernzeit mit eingetragener Domäne.";
    HeavyAndWeak
        = "„{domain}“ macht {weight} der Prüfung aus, bekam {got} deiner Lernzeit und ist heute schwach.";
    HeavyAndWeakOfTold
        = "„{domain}“ macht {weight} der Prüfung aus, bekam {got} der Lernzeit mit eingetragener Domäne und \
           ist heute schwach.";
    NoHeavyAndWeak = "Keine gewichtige Domäne ist schwach und kam zugleich zu kurz.";
    Touched = "Du hast {touched} von {of} Lernzielen berührt.";
    MissedUntouched = "Nicht darunter: {untouched} der {missed}, die der Bericht nennt.";

    // Sources.
    MainKind = "{share} deiner Lernzeit hast du mit {kind} verbracht.";
    Texts = "Büchern und anderen Texten";
    Videos = "Videos";
    HandsOn = "praktischer Arbeit";
    QuestionBanks = "Fragensammlungen";
    WithOthers = "Lernen mit anderen";
    OneBank = "Alle Fragen kamen aus einer Sammlung, {bank}.";
    OneNamelessBank = "Alle Fragen kamen aus einer Sammlung.";
    SeveralBanks = "Deine Fragen kamen aus {banks} Sammlungen.";

    // Hands-on work.
    HandsOnShare
        = "Deine Lernzeit war zu {share} praktisch; ein gutes Maß für diese Prüfung: {need}.";
    KnowAndApply
        = "Von den Fragen, die nach Wissen fragen, hast du {know} richtig beantwortet, von denen, die nach \
           Anwenden fragen, {apply}.";

    // Time in the exam.
    LeftOpen = "In der Prüfung offen geblieben: {open} von {of} Fragen.";
    LeftOpenInMocks = "In deinen Probeprüfungen offen geblieben: {open} von {of} Fragen.";
    LeftOpenInMocksOnly
        = "In der Prüfung blieb nichts offen, in deinen Probeprüfungen aber {open} von {of} Fragen.";
    NoneLeftOpen = "In der Prüfung blieb keine Frage offen.";
    Rushed
        = "Im letzten Viertel deiner Probeprüfungen hast du {share} der Fragen in Eile beantwortet.";
    Gap
        = "Bei neuen Fragen warst du in Ruhe um {points} {points:Punkt|Punkte} besser als in Probeprüfungen \
           ({low} bis {high}).";
    SmallGap
        = "Bei neuen Fragen warst du in Ruhe um {points} {points:Punkt|Punkte} besser als in Probeprüfungen \
           ({low} bis {high}). Das kann wenig sein, deshalb baut nichts darauf auf.";
    GapByChance
        = "Bei neuen Fragen warst du in Ruhe um {points} {points:Punkt|Punkte} besser als in \
           Probeprüfungen. Das kann Zufall sein: Alles von {other} in der anderen Richtung bis {same} in \
           dieser würde passen.";
    NoGap
        = "Bei neuen Fragen warst du in Probeprüfungen so gut wie in Ruhe; alles von {mocks} besser dort \
           bis {ease} besser hier würde passen.";
    BetterByChance
        = "Bei neuen Fragen warst du in Probeprüfungen um {points} {points:Punkt|Punkte} besser als in \
           Ruhe. Das kann Zufall sein: Alles von {other} in der anderen Richtung bis {same} in dieser würde \
           passen.";
    BetterInMocks
        = "Bei neuen Fragen warst du in den Probeprüfungen um {points} {points:Punkt|Punkte} besser als in \
           Ruhe ({low} bis {high}). Druck hält dich nicht auf; die Fragen in Ruhe waren vielleicht die \
           schwereren.";
    GapByTimePerhaps
        = "Bei neuen Fragen warst du in Ruhe um {points} {points:Punkt|Punkte} besser als in Probeprüfungen \
           ({low} bis {high}). Üben auf Zeit würde zeigen, ob es die Zeit ist.";
    GapByNervesPerhaps
        = "Bei neuen Fragen warst du in Ruhe um {points} {points:Punkt|Punkte} besser als in Probeprüfungen \
           ({low} bis {high}). Üben auf Zeit würde zeigen, ob es die Nerven sind.";

    // Nerves.
    Strain = "Die Anspannung in der Prüfung hast du mit {distress} von 10 angegeben.";
    Symptoms = "Du hast in der Prüfung {felt} von vier üblichen Zeichen von Nervosität gespürt.";

    // Reading and changing answers.
    MisreadErrors
        = "Von {of} Fehlern, denen du nachgegangen bist, gehen {misread} auf verlesene Fragen zurück.";
    PlainAndNegative
        = "Von den einfach gestellten Fragen hast du {plain} richtig beantwortet, von denen mit NOT oder \
           EXCEPT {negative}.";
    Changed
        = "Von den Antworten, die du geändert hast, gingen {harmful} von richtig zu falsch und {helpful} \
           von falsch zu richtig.";
    ChangeWithReason
        = "Ändere eine Antwort, wenn du sagen kannst, warum, und lass sie sonst stehen.";
    KeepChanging = "Deine Änderungen helfen dir: Bleib dabei.";

    // The candidate's own words.
    PlayedPart = "Nach deinen eigenen Worten spielte das eine Rolle.";
    PlayedNoPart = "Nach deinen eigenen Worten spielte das keine Rolle.";
    LeftUnsaid = "Deine eigenen Worte lassen das offen.";
}
