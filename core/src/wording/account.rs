//! What a person has to know about keys and servers before it is too late.

use crate::wording::table::messages;

messages! {
    /// Keys of what is said about the account's key.
    AccountsKey as "account"

    BeforeFirstSync: before_first_sync()
        = "Your records are sealed on this device, with a key that only your own devices have. If all of \
           them are lost, and the paper with the recovery code too, nobody can read the records again: not \
           the server, not its operator, not we. An export is a file that needs no key; keep one where only \
           you can reach it.";
    RecoveryCode: recovery_code()
        = "Write this code down, and keep the paper apart from your devices. It is shown once. With it you \
           get everything back when every device is lost, and so does whoever finds it. A new code makes \
           this one worthless.";
    LastDevice: last_device()
        = "This is the account's last device. When it is gone, the paper with the recovery code is the only \
           way back. Without that paper, make an export first.";
    SeenByTheServer: seen_by_the_server()
        = "The server never sees what you record. It sees how many records there are, their sizes and \
           times, the names of your devices, and which accounts share something.";
}
