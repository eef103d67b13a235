//! What a person has to know about keys and servers, in German.

use crate::wording::account::AccountsKey;
use crate::wording::table::words;

words! { AccountsKey
    BeforeFirstSync
        = "Deine Einträge sind auf diesem Gerät versiegelt, mit einem Schlüssel, den allein deine eigenen \
           Geräte haben. Gehen sie alle verloren und dazu das Blatt mit dem Wiederherstellungscode, kann \
           niemand die Einträge wieder lesen: nicht der Server, nicht sein Betreiber, nicht wir. Ein Export \
           ist eine Datei, die keinen Schlüssel braucht; bewahre eine dort auf, wo allein du herankommst.";
    RecoveryCode
        = "Schreib diesen Code auf und bewahre das Blatt getrennt von deinen Geräten auf. Er wird einmal \
           gezeigt. Mit ihm bekommst du alles zurück, wenn alle Geräte verloren sind, und ebenso, wer ihn \
           findet. Ein neuer Code macht diesen wertlos.";
    LastDevice
        = "Das ist das letzte Gerät des Kontos. Ist es weg, führt allein das Blatt mit dem \
           Wiederherstellungscode zurück. Ohne dieses Blatt mach zuerst einen Export.";
    SeenByTheServer
        = "Der Server sieht nie, was du einträgst. Er sieht, wie viele Einträge es gibt, ihre Größen und \
           Zeiten, die Namen deiner Geräte und welche Konten etwas teilen.";
}
